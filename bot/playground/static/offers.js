/**
 * Which commands the app lists for somebody in a channel: by the command's contexts, by whose install brings the bot
 * there, and by the person's permissions. The server refuses the rest in any case.
 * @module
 */

const ADMINISTRATOR = 1n << 3n;
const USE_COMMANDS = 1n << 31n;
const DM = 1;

/**
 * @param {object} command as registered
 * @param {{channel: object | null, hasBot: boolean, hasApp: boolean, rights: bigint}} standing
 */
export function isOffered(command, { channel, hasBot, hasApp, rights }) {
  if (!channel) return false;
  const inGuild = Boolean(channel.guild_id);
  if (command.guild_id && command.guild_id !== channel.guild_id) return false;
  const context = inGuild ? 0 : channel.type === DM ? 1 : 2;
  if (command.contexts && !command.contexts.includes(context)) return false;
  const installs = command.guild_id ? [0] : (command.integration_types ?? [0]);
  const byGuild = installs.includes(0) && (inGuild ? hasBot : context === 1);
  const byPerson = installs.includes(1) && hasApp;
  if (!byGuild && !byPerson) return false;
  return !inGuild || isAllowed(command, rights, byGuild);
}

/** A command may ask for rights; "0" asks for an administrator. */
function isAllowed({ default_member_permissions: asked }, rights, byGuild) {
  if ((rights & ADMINISTRATOR) !== 0n) return true;
  if ((rights & USE_COMMANDS) === 0n) return false;
  if (!byGuild || asked === null || asked === undefined) return true;
  const needed = BigInt(asked);
  return needed !== 0n && (rights & needed) === needed;
}
