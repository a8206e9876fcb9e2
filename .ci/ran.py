"""Fails if tests that must never be skipped did not run: in the browser, with the real bot, and on both databases."""

import sys
from xml.etree import ElementTree as ET

REQUIRED = ("tests.browser.", "tests.acceptance.", "tests.contracts.storage.")

cases = list(ET.parse(sys.argv[1]).iter("testcase"))  # noqa: S314 (pytest wrote this file a moment ago)
problems: list[str] = []
for prefix in REQUIRED:
    mine = [case for case in cases if case.get("classname", "").startswith(prefix)]
    skipped = [case.get("name", "") for case in mine if case.find("skipped") is not None]
    if not mine or skipped:
        problems.append(f"{prefix}* ran {len(mine)} tests, skipped: {', '.join(skipped) or 'none'}")
if problems:
    sys.exit("tests that matter did not run: " + "; ".join(problems))
