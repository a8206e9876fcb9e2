/**
 * The names that mentions in a text may mean.
 * @module
 */

/** Names for mentions, asked from the store. */
export function namesFrom(store) {
  return {
    user: (id) => store.user(id),
    channel: (id) => store.channels.get(id) ?? null,
    role: (id) => store.guild.roles?.find((role) => role.id === id) ?? null,
  };
}
