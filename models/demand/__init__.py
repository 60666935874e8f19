"""What will be asked for: forecasts of daily demand, their judges, and what follows from them."""
