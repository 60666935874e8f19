"""What the site will be asked for: its forecasting models, from their arrival to their end."""
