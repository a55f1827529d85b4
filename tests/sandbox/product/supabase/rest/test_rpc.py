"""Are functions of the database called as PostgREST calls them?"""


def test_a_function_is_called_by_the_names_of_its_arguments(visitor, member, switch_on, eventually):
    switch_on("definer-function-open")
    ask = {"phone": member.phone}

    assert eventually(lambda: visitor.rest("POST", "rpc/balance_of", ask).status_code == 200, 5)
    assert visitor.rest("POST", "rpc/balance_of", ask).json() == 0
    assert visitor.rest("POST", "rpc/balance_of", {"number": member.phone}).json()["code"] == "PGRST202"


def test_a_function_is_run_as_the_caller(visitor, member):
    assert member.api.rest("POST", "rpc/is_admin").json() is False
    refused = visitor.rest("POST", "rpc/is_admin")
    assert (refused.status_code, refused.json()["code"]) == (401, "42501")
