"""The life of a forecasting model: published, verified, watched, promoted, taken back."""
