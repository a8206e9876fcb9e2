"""Fails if tests that must never be skipped did not run: in the browser, with the real bot, and on both databases.

    python .ci/ran.py REPORT...

Each report has to have some of each kind, since the thorough tests have a run and a report of their own.
"""

import sys
from xml.etree import ElementTree as ET

REQUIRED = ("tests.browser.", "tests.acceptance.", "tests.contracts.storage.")

problems: list[str] = []
for report in sys.argv[1:]:
    cases = list(ET.parse(report).iter("testcase"))  # noqa: S314 (pytest wrote this file a moment ago)
    for prefix in REQUIRED:
        mine = [case for case in cases if case.get("classname", "").startswith(prefix)]
        skipped = [case.get("name", "") for case in mine if case.find("skipped") is not None]
        if not mine or skipped:
            problems.append(f"{report}: {prefix}* ran {len(mine)} tests, skipped: {', '.join(skipped) or 'none'}")
if problems:
    sys.exit("tests that matter did not run: " + "; ".join(problems))
