"""What people answer for: approvals, attestations and waivers. What is still a placeholder is None."""

from gate.checklist import Owner
from gate.files.scalars import Commit, Digest, Text
from gate.files.times import Expiry, Time
from gate.files.yaml_file import Section


class Attestation(Section):
    """Somebody's word on one item for one commit; whether it counts is judged by `gate.signing.attestation`.

    role: only where it is another than the item's owner. evidence: the head of the record that was looked at.
    statement: the answer, such as which plan was executed and how many cases failed; an approval needs none.
    signature: an armoured SSH signature over `gate.signing.signature.signed_text`.
    """

    item: Text
    by: Text | None = None
    role: Owner | None = None
    at: Time | None = None
    commit: Commit | None = None
    evidence: Digest | None = None
    expires: Expiry | None = None
    signature: Text | None = None
    statement: Text | None = None


class Waiver(Section):
    """A dated exception for one item, of this version only. A day ends with its last second, UTC."""

    item: Text
    reason: Text
    owner: Text
    approver: Text
    issue: Text
    expires: Expiry
