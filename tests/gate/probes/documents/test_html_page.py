"""A page as a reader has it."""

from gate.probes.documents.html_page import read_page

URL = "https://docs.alaskapay.com/guide/a/"


def test_only_what_is_visible_is_text():
    page = read_page(URL, "<title>T</title><p>One <b>two</b>\n three<script>x()</script><style>p{}</style></p>four")

    assert page.text == "One two three four"


def test_links_are_told_as_they_lead_and_what_leads_no_reader_is_left_out():
    page = read_page(
        URL,
        "<link rel=canonical href='https://alaskapay.ng/'><link rel='shortcut icon' href=/i.svg>"
        "<a href='../b#c'>B</a><a href='../b#c'>again</a><a href='tel:+234'>T</a><a>none</a><img src=p.png>",
    )

    assert page.links == (
        "https://docs.alaskapay.com/i.svg",
        "https://docs.alaskapay.com/guide/b#c",
        "https://docs.alaskapay.com/guide/a/p.png",
    )


def test_a_base_moves_all_links():
    assert read_page(URL, "<base href='/other/'><a href=x>X</a>").links == ("https://docs.alaskapay.com/other/x",)


def test_places_are_ids_and_names():
    assert read_page(URL, "<h2 id=one>1</h2><a name=two></a><p id>no</p>").places == {"one", "two"}
