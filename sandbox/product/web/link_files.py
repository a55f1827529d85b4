"""The two files that let links to the site open in the apps."""

import json

from sandbox.context import Context

APPLE = "/.well-known/apple-app-site-association"
ANDROID = "/.well-known/assetlinks.json"

APP = "com.alaskapay.app"
TEAM = "7KX2M9QW4T"
FINGERPRINT = "8D:41:F3:0C:6E:97:B2:5A:1F:E8:33:74:C9:06:AD:52:90:BB:27:D4:1E:68:F5:8A:03:CC:49:7D:E1:36:9F:B0"
OTHER_TEAM = "4BW8T1N6RC"
UPLOAD_FINGERPRINT = "C2:5B:0E:94:7D:38:A1:F6:42:E9:1C:85:D0:77:3A:BE:64:19:F2:8C:5D:A3:06:EB:91:4F:D8:27:70:B5:CA:13"
"""Of the key with which bundles are uploaded; Play signs with its own."""
TEAM_PLACEHOLDER = "TEAM_ID"
FINGERPRINT_PLACEHOLDER = "SHA256_FINGERPRINT_PLACEHOLDER"


def link_file(path: str, context: Context, *, is_former: bool = False) -> bytes:
    """Write the file at `path`; former is what stood there before the team was the one it is."""
    faults = context.faults
    if path == APPLE:
        is_other = is_former or faults.is_on("link-file-other-team")
        team = OTHER_TEAM if is_other else TEAM
        return json.dumps(_apple(TEAM_PLACEHOLDER if faults.is_on("link-file-placeholder") else team)).encode()
    fingerprint = UPLOAD_FINGERPRINT if faults.is_on("link-file-upload-key") else FINGERPRINT
    placeholder = FINGERPRINT_PLACEHOLDER
    return json.dumps(_android(placeholder if faults.is_on("link-file-placeholder") else fingerprint)).encode()


def _apple(team: str) -> object:
    app = f"{team}.{APP}"
    return {
        "applinks": {"details": [{"appIDs": [app], "components": [{"/": "/*"}]}]},
        "webcredentials": {"apps": [app]},
    }


def _android(fingerprint: str) -> object:
    target = {"namespace": "android_app", "package_name": APP, "sha256_cert_fingerprints": [fingerprint]}
    return [{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}]
