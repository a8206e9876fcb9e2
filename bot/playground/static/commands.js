/**
 * Reading application commands: subcommands as leaves of their own, options in the order they are asked for, and the
 * nested shape in which Discord sends them.
 * @module
 */

import { localized } from "./locale.js";

const SUBCOMMAND = 1;
const GROUP = 2;

/**
 * A command as somebody can run it: itself, or one of its subcommands. `name` is what Discord calls it, `label` and
 * `description` are in the person's language.
 * @typedef {{command: object, path: object[], name: string, label: string, description: string,
 *   options: object[]}} Leaf
 */

/**
 * What of a command can be run.
 * @param {object} command a slash command as the bot registered it
 * @returns {Leaf[]} the command itself, or each of its subcommands
 */
export function subcommands(command) {
  return leaves(command, command.options ?? [], [], localized(command, "description"));
}

function leaves(command, options, path, description) {
  const nested = options.filter((option) => option.type === SUBCOMMAND || option.type === GROUP);
  if (nested.length) {
    return nested.flatMap((option) =>
      leaves(command, option.options ?? [], [...path, option], localized(option, "description")),
    );
  }
  const parts = [command, ...path];
  const name = parts.map((part) => part.name).join(" ");
  const label = parts.map((part) => localized(part)).join(" ");
  return [{ command, path, name, label, description, options }];
}

/** Options in Discord's nested shape: the given ones inside their subcommand and its group. */
export function nest(path, options) {
  return path.reduceRight((inner, part) => [{ name: part.name, type: part.type, options: inner }], options);
}

/** Leaves whose name begins with, then those that contain, what was typed, in the person's language or Discord's. */
export function matching(list, typed) {
  const wanted = typed.toLowerCase();
  const named = (leaf, test) => [leaf.label, leaf.name].some((name) => test(name.toLowerCase()));
  const starts = list.filter((leaf) => named(leaf, (name) => name.startsWith(wanted)));
  const contains = list.filter((leaf) => !starts.includes(leaf) && named(leaf, (name) => name.includes(wanted)));
  return [...starts, ...contains];
}
