INSERT DATA { <document/v1/t3> a dip:Telegram ; dcterms:identifier "v1/t3" ; dcterms:title "61. Telegram" }
