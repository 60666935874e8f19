"""Forecasting models at headquarters: publishing them to the sites, and how they do there."""
