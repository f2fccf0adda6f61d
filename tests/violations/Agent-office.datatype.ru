INSERT DATA { <document/v1/t1/agent/brook> dip:office 1 }
