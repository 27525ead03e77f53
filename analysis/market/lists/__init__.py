"""What single bonds are worth, out of the lists that funds publish of all that they hold."""
