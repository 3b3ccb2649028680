//! Journeys of people, in a real browser.
