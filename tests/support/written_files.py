"""Files as people write them, in short: a checklist and a release without a mistake."""

COMMIT = "1a2b3c4d5e6f708192a3b4c5d6e7f8091a2b3c4d"
CHECKLIST = """\
phases:
  staging: {title: Staging, from: w-8d, until: w}
  smoke: {title: Smoke, from: d, until: d+15m, lasts: 1h}
items:
- id: staging.email
  phase: staging
  section: Staging verification
  text: Email delivery tested
  settled_by: [check]
  where: staging
  owner: qa
  must: a mail arrives
- id: smoke.all
  phase: smoke
  section: Smoke
  text: All
  settled_by: [items]
  needs: [staging.email, "phase:staging"]
  where: any
  owner: qa
  due: d+24h
  must: both are shown
"""
RELEASE = f"""\
version: 2.4.0
commit: {COMMIT}
previous: {{version: 2.3.1, commit: 9f8e7d6c5b4a39281706f5e4d3c2b1a09f8e7d6c}}
deployer: Ada Obi
scope:
  web: true
  functions: true
  ios: true
  android: {{in: false, reason: no change in the app, approver: Bola Ade}}
  flags: true
  sms: true
  push: true
  beta: true
  press: {{in: false, reason: a small release, approver: Bola Ade}}
builds:
  ios: {{number: "2400", launch_test: evidence/ios.xml}}
window:
  opens: 2026-11-24T09:00:00+01:00
  closes: 2026-11-24T10:00:00+01:00
waivers:
- item: infra.cdn
  reason: the vendor repairs it on Thursday
  owner: Chidi Eze
  approver: Bola Ade
  issue: "#12"
  expires: 2026-11-27
"""
