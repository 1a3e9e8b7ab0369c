"""What is read of the fair."""

from __future__ import annotations

from app.fair.queries.arrangement import (
    booth_numbers,
    booths,
    current_fair,
    fair_by_slug,
    fairs,
    talks,
)
from app.fair.queries.catalogue import (
    CategoryCount,
    OfferingCard,
    Size,
    Wanted,
    catalogue_page,
    category_counts,
    fair_size,
    organisations_on_the_list,
)
from app.fair.queries.fits import Fit, fit_of, fits
from app.fair.queries.marks import (
    InterestPlace,
    interest_place,
    interests_in,
    interests_of,
    place_to_ask,
    question_by_slug,
    questions_of,
)
from app.fair.queries.offerings import listed, offering_by_code, offering_by_slug, offerings_by

__all__ = [
    "CategoryCount",
    "Fit",
    "InterestPlace",
    "OfferingCard",
    "Size",
    "Wanted",
    "booth_numbers",
    "booths",
    "catalogue_page",
    "category_counts",
    "current_fair",
    "fair_by_slug",
    "fair_size",
    "fairs",
    "fit_of",
    "fits",
    "interest_place",
    "interests_in",
    "interests_of",
    "listed",
    "offering_by_code",
    "offering_by_slug",
    "offerings_by",
    "organisations_on_the_list",
    "place_to_ask",
    "question_by_slug",
    "questions_of",
    "talks",
]
