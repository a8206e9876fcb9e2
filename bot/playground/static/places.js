/**
 * Where one can be: the guilds and the direct messages, each with its channels, and what channels are called.
 * @module
 */

import { displayName } from "./avatars.js";

export const THREAD_TYPES = new Set([10, 11, 12]);
const DM = 1;
const GROUP = 3;

/** The place that holds everything outside of guilds. */
export const PRIVATE = { id: null, name: "Direct messages", roles: [], members: [], stickers: [], has_bot: false };

/** True for a conversation outside of guilds. */
export function isPrivate(channel) {
  return channel?.type === DM || channel?.type === GROUP;
}

/** What a channel is called: a direct message has the bot's name. */
export function channelName(channel, store) {
  if (channel.type === DM) return store.bot.user ? displayName(store.bot.user) : "Direct message";
  return channel.name ?? "";
}

/** The drawing before a channel's name. */
export function channelIcon(channel) {
  if (THREAD_TYPES.has(channel.type)) return channel.type === 12 ? "lock" : "thread";
  return channel.type === DM ? "at" : channel.type === GROUP ? "people" : "hash";
}

/** A member's roles, the highest first, without @everyone. */
export function rolesOf(guild, userId) {
  const held = guild.members?.find((member) => member.user.id === userId)?.roles ?? [];
  return (guild.roles ?? []).filter((role) => held.includes(role.id)).sort((a, b) => b.position - a.position);
}

/** The colour a member's name has in a guild, as the style sheet takes it, or null. */
export function nameColour(guild, userId) {
  const colour = rolesOf(guild, userId).find((role) => role.color)?.color;
  return colour ? `#${colour.toString(16).padStart(6, "0")}` : null;
}
