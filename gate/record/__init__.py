"""The record of a run: written as it happens, read by whoever judges later what it was worth."""

from gate.record.file import Entry, Record, RecordError, RecordWriter, keep_attachment, now, records_in, run_before

__all__ = [
    "Entry",
    "Record",
    "RecordError",
    "RecordWriter",
    "keep_attachment",
    "now",
    "records_in",
    "run_before",
]
