"""Which names are of one issuer: a country by all its names and adjectives, a company as it is written."""

import pytest

from analysis.event.claim.issuers import same_issuer


@pytest.mark.parametrize(
    ("claimed", "listed"),
    [
        ("Turkish", "Turkey"),
        ("Armenian", "Armenia"),
        ("Armenia", "armenia"),
        ("South African", "South Africa"),
        ("Türkiye", "Turkey"),
        ("Côte d'Ivoire", "Cote d'Ivoire"),
        ("UK", "UK"),
        ("Peruvian", "Peru"),
        ("Dutch", "Netherlands"),
        ("British", "United Kingdom"),
        ("Ivory Coast|Côte d'Ivoire", "Côte d'Ivoire"),
        ("Credit Suisse", "credit suisse"),
    ],
)
def test_a_countrys_adjective_fits_the_country(claimed, listed):
    assert same_issuer(claimed, listed)
    assert same_issuer(listed, claimed)


@pytest.mark.parametrize(
    ("claimed", "listed"),
    [
        ("South Korea", "South Africa"),
        ("Armenia", "Azerbaijan"),
        ("UK", "UAE"),
        ("Iran", "Iraq"),
        ("Guinea", "Guinea-Bissau"),
        ("Chile", "China"),
        ("Peru", "Per"),
        ("Austrian", "Australia"),
        ("Nigerian", "Niger"),
        ("Georgia", "Bank of Georgia"),
    ],
)
def test_another_country_does_not(claimed, listed):
    assert not same_issuer(claimed, listed)
