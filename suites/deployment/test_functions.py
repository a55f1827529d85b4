"""Deployment: are the edge functions those of the release, and does each demand a token where it should?"""

import pytest


@pytest.mark.item("deploy.functions")
def test_the_deployed_functions_are_those_of_the_release(edge_functions):
    """Deployment step: "Deploy edge functions": every function of the release, at its version, and no other.

    Fails when one of the release is not deployed, one is deployed that the release does not know, or one has another
    version, or another setting of whether it verifies tokens, than the release says.
    """
    deployed = edge_functions.deployed()

    assert deployed.missing == (), f"not deployed: {', '.join(deployed.missing)}"
    assert deployed.unknown == (), f"deployed, but not the release's: {', '.join(deployed.unknown)}"
    assert deployed.otherwise == (), f"deployed otherwise: {'; '.join(deployed.otherwise)}"


@pytest.mark.item("deploy.functions")
def test_every_function_answers(edge_functions):
    """Deployment step: "Deploy edge functions": each of them runs.

    Fails when a function of the release is not found at its address, does not start, or does not answer in time.
    """
    silent = edge_functions.silent()

    assert silent == (), f"does not answer: {'; '.join(silent)}"


@pytest.mark.item("deploy.functions")
def test_every_function_that_should_demands_a_real_token(edge_functions):
    """Deployment step: "Deploy edge functions": what a stranger gets who asks them.

    Fails when a function that verifies tokens, by the release, goes to work without one, or with one that a stranger
    has signed. What is sent asks for nothing.
    """
    let_in = edge_functions.let_in()

    assert let_in == (), f"goes to work for a stranger: {'; '.join(let_in)}"
