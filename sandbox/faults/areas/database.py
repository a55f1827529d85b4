"""The database, its backups and its migrations."""

from sandbox.faults.fault import Fault

DATABASE = (
    Fault("statements-slow", "A query of the app takes many times as long as before."),
    Fault("connections-exhausted", "Nearly all connections that the database allows are taken."),
    Fault("locks-wait", "Statements wait for a lock that somebody holds and does not release."),
    Fault("dead-tuples", "Tables fill with dead rows, because nothing clears them away."),
    Fault("cache-cold", "The database reads from disk what it used to have in memory."),
    Fault("replication-lagging", "The standby no longer takes what the database writes."),
)
BACKUPS = (
    Fault("provider-without-backup", "The database's provider has no backup of it at all."),
    Fault("provider-backup-old", "The provider's backups have failed for three nights, and no other way back reaches."),
    Fault("dump-missing", "Nobody has taken a dump."),
    Fault("dump-empty", "The newest dump is a file of 0 bytes."),
    Fault("dump-truncated", "The newest dump ends in the middle, because the disk was full."),
    Fault("dump-altered", "The newest dump has changed since its checksum was taken."),
    Fault("dump-of-another-server", "The newest dump is that of staging."),
    Fault("dump-old", "The newest dump is two days old."),
    Fault("dump-late", "The newest dump was taken after the window had opened."),
    Fault("dump-lost-a-row", "The newest dump lacks one transaction."),
    Fault("dump-out-of-balance", "In the newest dump a wallet holds one kobo more than its transactions come to."),
    Fault("dump-unrestorable", "The newest dump stops with an error when somebody restores it."),
    Fault("manifest-off-by-one-kobo", "What was noted with the newest dump is one kobo more than is in it."),
)
MIGRATIONS = (
    Fault("migration-unapplied", "The newest migration of the release has not been applied."),
    Fault("migration-foreign", "A migration has been applied that the release does not have."),
    Fault("migration-needs-rows", "The newest migration fails on a database that is still empty."),
    Fault("migration-half-applied", "The newest migration stopped half-way: its column is there, its rule is not."),
    Fault("migration-edited", "The newest migration was edited after it had been applied."),
    Fault("migration-applied-otherwise", "Under the name of the newest migration something else was applied."),
    Fault("index-unfinished", "An index was never finished, so no query uses it."),
    Fault("schema-drifted", "Somebody has added a column by hand."),
    Fault("schema-index-lost", "Somebody has dropped an index by hand."),
    Fault("old-web-asks-for-dropped-column", "Whoever still has the old web open sees no support requests any more."),
    Fault("new-web-needs-new-column", "The new web shows no support requests before the release's migration is there."),
)
