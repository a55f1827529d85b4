"""Section `edge:` of an environment: which hosts the public meets, and how."""


def test_a_public_host_comes_with_encryption(environment_errors):
    (line,) = environment_errors("prod", ("hosts: [https://alaskapay.ng]", "hosts: [http://alaskapay.ng]"))

    assert "edge.hosts.0: is not encrypted; write https://" in line


def test_both_ports_of_a_public_host_may_be_reached(read_environment):
    environment = read_environment("prod")

    assert {("alaskapay.ng", 443), ("alaskapay.ng", 80)} <= environment.listed_origins
