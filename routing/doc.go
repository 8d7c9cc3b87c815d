// Package routing is the second way: from a report's facts to the desk that gets it, by rules that
// people can read, and with the reasons.
//
// Rules are an ordered list, one a line; the first that matches wins:
//
//	# Killings and torture in the Central African Republic
//	country = "CF" and category in ("TOR.1", "KIL") -> desk "Bria" then "Central", priority high, due 24h
//	otherwise -> desk "Central", priority normal, due 7d
//
// The grammar, in the notation of ISO/IEC 14977:
//
//	rule      = ( condition | "otherwise" ) , "->" , clause , { "," , clause } ;
//	condition = both , { "or" , both } ;
//	both      = single , { "and" , single } ;
//	single    = "not" , single | "(" , condition , ")" | test ;
//	test      = text field , ( "=" | "!=" ) , text
//	          | text field , [ "not" ] , "in" , "(" , text , { "," , text } , ")"
//	          | flag field , [ ( "=" | "!=" ) , ( "yes" | "no" ) ]
//	          | count field , ( "=" | "!=" | ">=" | "<=" | ">" | "<" ) , number ;
//	clause    = "desk" , text , { "then" , text } | "escalation" , text
//	          | "priority" , ( "urgent" | "high" | "normal" | "low" )
//	          | "due" , number , ( "h" | "d" )
//	          | "to" , ( "least-loaded" | "round-robin" | "none" | text ) ;
//
// Text fields are country, region, site, category, language, organisation and channel; flags are
// urgent and restricted; the count is photos. A text is in double quotes, with \" and \\ inside.
// The text "" stands for a fact that was not given. A category without a dot ("KIL") stands for its
// whole group, and a language ("fr") for its regional forms too. A report has several categories:
// = and in hold when any of them fits, != and not in when none does.
package routing
