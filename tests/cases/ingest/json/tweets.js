window.YTD.tweets.part0 = [
 {"tweet": {"id_str": "7", "created_at": "Wed Mar 04 18:00:00 +0000 2015", "full_text": "La vanne n\u2019est pas ferm\u00e9e &amp; personne n\u2019a la cl\u00e9.\nDemain ?"}},
 {"tweet": {"id_str": "8", "created_at": "Thu Mar 05 18:00:00 +0000 2015", "full_text": "3 &lt; 4"}}
]
