DELETE WHERE { <document/v1/t1/attribution/agent%2Fduval> dip:accordingTo ?value }
