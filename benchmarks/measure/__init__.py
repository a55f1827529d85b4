"""How soon the measures decide, how often they err, what they cost; and the weights of their bets."""
