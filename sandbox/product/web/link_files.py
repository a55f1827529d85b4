"""The two files that let links to the site open in the apps."""

import json

APPLE = "/.well-known/apple-app-site-association"
ANDROID = "/.well-known/assetlinks.json"

APP = "com.alaskapay.app"
TEAM = "7KX2M9QW4T"
FINGERPRINT = "8D:41:F3:0C:6E:97:B2:5A:1F:E8:33:74:C9:06:AD:52:90:BB:27:D4:1E:68:F5:8A:03:CC:49:7D:E1:36:9F:B0"
TEAM_PLACEHOLDER = "TEAM_ID"
FINGERPRINT_PLACEHOLDER = "SHA256_FINGERPRINT_PLACEHOLDER"


def link_file(path: str, *, is_placeholder: bool) -> bytes:
    """Write the file at `path`; a placeholder is what its template says before anybody fills it in."""
    if path == APPLE:
        return json.dumps(_apple(TEAM_PLACEHOLDER if is_placeholder else TEAM)).encode()
    return json.dumps(_android(FINGERPRINT_PLACEHOLDER if is_placeholder else FINGERPRINT)).encode()


def _apple(team: str) -> object:
    app = f"{team}.{APP}"
    return {
        "applinks": {"details": [{"appIDs": [app], "components": [{"/": "/*"}]}]},
        "webcredentials": {"apps": [app]},
    }


def _android(fingerprint: str) -> object:
    target = {"namespace": "android_app", "package_name": APP, "sha256_cert_fingerprints": [fingerprint]}
    return [{"relation": ["delegate_permission/common.handle_all_urls"], "target": target}]
