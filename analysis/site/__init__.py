"""The documentation site: pages gathered, reference made from code, built strictly and offline."""
