"""When two pages of a document are of two regions, and for whom."""

from pages import NEW, OLD, page

from policy_corpus.extract.region_pages import (
    FEW,
    MANY,
    OF_ITS_OWN,
    is_british,
    is_european,
    is_of_another_region,
)


def test_pages_are_of_two_regions_where_one_lacks_european_law():
    few = int(FEW * 20)
    assert is_of_another_region(page(NEW, EU=20), page(OLD, EU=few))
    assert is_of_another_region(page(OLD, EU=few), page(NEW, EU=20))
    assert not is_of_another_region(page(NEW, EU=20), page(OLD, EU=few + 1))
    assert not is_of_another_region(page(NEW, EU=MANY - 1), page(OLD))


def test_a_section_for_one_region_is_no_page_for_it():
    assert not is_of_another_region(page(OLD | NEW, US=20, GB=20), page(OLD))


def test_a_part_of_a_page_or_another_text_is_no_other_regions():
    whole = page(range(100), EU=20)
    own = range(200, 201 + int(OF_ITS_OWN * 60))
    for part, told in ((page(range(60)), False), (page([*range(60), *own]), True)):
        assert is_of_another_region(part, whole) is is_of_another_region(whole, part) is told
    assert not is_of_another_region(page(range(200, 300)), whole)
    assert not is_of_another_region(page([*range(20), *range(200, 210)]), whole)  # too short


def test_a_british_page_speaks_by_british_law_as_well():
    here = page(OLD)
    assert is_european(page(NEW, EU=20, GB=2), here)
    assert not is_british(page(NEW, EU=20, GB=2), here)
    assert is_british(page(NEW, EU=20, GB=8), here)
    assert not is_european(here, page(NEW, EU=20))


def test_a_general_page_that_loses_its_sections_is_of_no_region():
    assert not is_of_another_region(page(NEW), page(OLD, EU=20, US=12))
    assert is_of_another_region(page(NEW, US=12), page(OLD, EU=20, US=12))
    assert is_of_another_region(page(NEW, US=12), page(OLD, EU=20))
