"""Success metrics, week 1: did people come, stay, pay, and like it?"""

import pytest


@pytest.mark.item("target.week1.registrations", part="measure")
def test_as_many_people_registered_as_was_aimed_at(measures, week_one):
    """Week 1 target: "User registrations: [TARGET]".

    Fails when fewer registered. Not shown while release.yaml names no target.
    """
    registrations = measures.registrations(during=week_one)

    registrations.must_hold()


@pytest.mark.item("target.week1.active-users", part="measure")
def test_as_many_people_were_active_as_was_aimed_at(measures, week_one):
    """Week 1 target: "Active users: [TARGET]".

    Fails when fewer were active. Not shown while release.yaml names no target.
    """
    users = measures.active_users(during=week_one)

    users.must_hold()


@pytest.mark.item("target.week1.volume", part="measure")
def test_as_much_money_was_moved_as_was_aimed_at(measures, week_one):
    """Week 1 target: "Transaction volume: [TARGET]".

    Fails when less came in, counted to the kobo. Not shown while release.yaml names no target.
    """
    volume = measures.transaction_volume(during=week_one)

    volume.must_hold()


@pytest.mark.item("target.week1.tickets", part="measure")
def test_fewer_than_10_tickets_came_a_day(measures, week_one):
    """Week 1 target: "Support tickets: <10/day".

    Fails when the days of the week show a rate above the limit. Not shown while they are too few to tell.
    """
    tickets = measures.tickets(during=week_one)

    tickets.must_hold()


@pytest.mark.item("target.week1.rating", part="measure")
def test_this_version_is_rated_above_4_stars(measures, rated_store):
    """Week 1 target: "App store rating: >4.0".

    Fails when the ratings of this version show a mean of 4 or less, for each store by itself. Not shown with too few
    ratings to tell. What is counted is the stores' written reviews.
    """
    rating = measures.rating(rated_store)

    rating.must_hold()
