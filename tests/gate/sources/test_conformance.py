"""Whatever ails a vendor, is each question to it not shown: in time, in one sentence that says so, without a secret?

What only one vendor does stands in the tests of its source.
"""

import json
from time import monotonic

import pytest

from gate.http import HttpClient
from gate.outcome import NotShown
from tests.gate.sources.questions import PLANTED, QUESTIONS
from tests.support.servers.listener import Listener, answer
from tests.support.source_faults import PATIENCE_S, SOURCE_FAULTS


@pytest.mark.parametrize("source_fault", SOURCE_FAULTS)
@pytest.mark.parametrize("name", QUESTIONS)
def test_whatever_ails_it_is_not_shown_in_time_and_without_a_secret(
    vendor: Listener, http_client: HttpClient, name: str, source_fault: str
) -> None:
    question, (reply, usual) = QUESTIONS[name], SOURCE_FAULTS[source_fault]
    vendor.repeats = True
    vendor.replies = [*(answer(json.dumps(content).encode()) for content in question.healthy), reply]
    source = question.source.open_at(http_client, vendor.url)
    if source_fault in question.answers:
        question.ask(source)
        return
    started = monotonic()

    with pytest.raises(NotShown) as caught:
        question.ask(source)

    said = str(caught.value)
    assert monotonic() - started < PATIENCE_S
    assert said.startswith(question.source.system)
    assert question.sentences.get(source_fault, usual) in said
    assert "\n" not in said
    assert not [secret for secret in PLANTED if secret in said + str(http_client.exchanges) + repr(source)]
    assert len(vendor.requests) > len(question.healthy), "the fault was not reached"
