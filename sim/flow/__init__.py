"""What an order lives through, compiled: small functions on columns, called in order by a loop."""
