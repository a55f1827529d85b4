"""What stands between the product and everybody: names, certificates, mail, the edge."""
