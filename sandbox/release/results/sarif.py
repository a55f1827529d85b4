"""What a scan of the code found, in SARIF: nothing that is open and bad, or something."""

import json
from pathlib import Path
from typing import Any

from sandbox.faults.switches import Faults
from sandbox.moments import Moment

FAULTS = ("scan-error-open", "scan-critical-open")
FILE = "code-scan.sarif"
RULES = (
    {"id": "js/sql-injection", "defaultConfiguration": {"level": "error"}, "properties": {"security-severity": "8.8"}},
    {"id": "js/weak-random", "defaultConfiguration": {"level": "warning"}, "properties": {"security-severity": "9.1"}},
    {"id": "js/unused-local-variable", "defaultConfiguration": {"level": "note"}},
)
INJECTION, RANDOM, UNUSED = range(3)


def write(moment: Moment, faults: Faults, directory: Path) -> None:
    """Write an error that was judged harmless, one that is gone and a note; with a fault, something that is open."""
    harmless = {"suppressions": [{"kind": "external", "status": "accepted", "justification": "only constants"}]}
    results = [
        _result(INJECTION, "supabase/functions/send-sms/index.ts", 41, harmless),
        _result(INJECTION, "src/flags.ts", 12, {"baselineState": "absent"}),
        _result(UNUSED, "src/components/Wallet.tsx", 7),
    ]
    if faults.is_on("scan-error-open"):
        results.append(_result(INJECTION, "supabase/functions/wallet-transfer/index.ts", 88))
    if faults.is_on("scan-critical-open"):
        results.append(_result(RANDOM, "supabase/functions/send-phone-otp/index.ts", 23))
    run = {
        "tool": {"driver": {"name": "CodeQL", "semanticVersion": "2.23.5", "rules": list(RULES)}},
        "invocations": [{"executionSuccessful": True}],
        "versionControlProvenance": [
            {"repositoryUri": "https://github.com/alaskapay/alaskapay", "revisionId": moment.release.commit}
        ],
        "results": results,
    }
    text = json.dumps({"$schema": "https://json.schemastore.org/sarif-2.1.0.json", "version": "2.1.0", "runs": [run]})
    (directory / FILE).write_text(text, encoding="utf-8")


def _result(rule: int, path: str, line: int, more: dict[str, Any] | None = None) -> dict[str, Any]:
    name = str(RULES[rule]["id"])
    location = {"physicalLocation": {"artifactLocation": {"uri": path}, "region": {"startLine": line}}}
    return {
        "ruleId": name,
        "ruleIndex": rule,
        "message": {"text": name},
        "locations": [location],
        **(more or {}),
    }
