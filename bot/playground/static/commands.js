/**
 * Reading application commands: subcommands as leaves of their own, options in the order they are asked for, and the
 * nested shape in which Discord sends them.
 * @module
 */

const SUBCOMMAND = 1;
const GROUP = 2;

/**
 * A command as somebody can run it: itself, or one of its subcommands.
 * @typedef {{command: object, path: object[], name: string, description: string, options: object[]}} Leaf
 */

/**
 * What of a command can be run.
 * @param {object} command a slash command as the bot registered it
 * @returns {Leaf[]} the command itself, or each of its subcommands
 */
export function subcommands(command) {
  return leaves(command, command.options ?? [], [], command.description);
}

function leaves(command, options, path, description) {
  const nested = options.filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (nested.length) {
    return nested.flatMap((option) => leaves(command, option.options ?? [], [...path, option], option.description));
  }
  const name = [command.name, ...path.map((part) => part.name)].join(" ");
  return [{ command, path, name, description, options }];
}

/** Options in Discord's nested shape: the given ones inside their subcommand and its group. */
export function nest(path, options) {
  return path.reduceRight((inner, part) => [{ name: part.name, type: part.type, options: inner }], options);
}

/** Leaves whose name begins with, then those that contain, what was typed. */
export function matching(list, typed) {
  const wanted = typed.toLowerCase();
  const starts = list.filter((leaf) => leaf.name.toLowerCase().startsWith(wanted));
  const contains = list.filter((leaf) => !starts.includes(leaf) && leaf.name.toLowerCase().includes(wanted));
  return [...starts, ...contains];
}
