"""The claim's assets by their own prices: did it happen, was it more than chance, whose were they, who could see it."""
