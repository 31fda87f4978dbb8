# The twelve conditions: when each holds and when it does not; neither is unknown. Rego orders null before
# numbers, so every comparison asks for null first.
package bench

products := {"F022", "F023", "F041", "F042", "F051", "F052", "F061", "F081", "F082", "F09", "F12"}

rates := [
	[20228, 350000], [20017, 360000], [19926, 385000], [19590, 395000], [19528, 405000],
	[19226, 415000], [19012, 420000], [18372, 435000], [18312, 455000], [18128, 475000],
]

cap := 1500000000 if {
	startswith(input.region, "1401")
} else := 1200000000 if {
	startswith(input.region, "14")
} else := 1000000000 if {
	input.region != null
}

rate_max := [value | some [begins, value] in rates; input.start != null; input.start >= begins][0]

yes contains 0 if input.size in {"CS03", "CS04"}
no contains 0 if {
	input.size != null
	not input.size in {"CS03", "CS04"}
}
yes contains 1 if {
	input.line != null
	input.line <= cap
}
no contains 1 if input.line > cap
yes contains 2 if input.product in products
no contains 2 if {
	input.product != null
	not input.product in products
}
yes contains 3 if {
	input.amount != null
	input.amount > 0
	input.due >= 20726
}
no contains 3 if {
	input.amount != null
	input.amount <= 0
}
no contains 3 if {
	input.due != null
	input.due < 20726
}
yes contains 4 if {
	input.start != null
	input.hf != null
	input.start >= input.hf
	input.start <= input.ht
}
yes contains 4 if {
	input.start != null
	input.ha != null
	input.start >= input.ha
}
no contains 4 if {
	input.id != null
	input.start >= 18262
	not yes_hnte
}
yes_hnte if {
	input.hf != null
	input.start >= input.hf
	input.start <= input.ht
}
yes_hnte if {
	input.ha != null
	input.start >= input.ha
}
yes contains 5 if yes_sme
yes_sme if {
	input.start != null
	input.sf != null
	input.start >= input.sf
	input.start <= input.st
}
no contains 5 if {
	input.id != null
	input.start >= 18993
	startswith(input.region, "14")
	not yes_sme
}
yes contains 6 if data.core[input.industry] == true
no contains 6 if {
	input.industry != null
	object.get(data.core, input.industry, false) == false
}
yes contains 7 if {
	input.rate != null
	input.rate <= rate_max
}
no contains 7 if input.rate > rate_max
yes contains 8 if input.green == true
yes contains 8 if {
	input.farmer == true
	input.urban == false
}
no contains 8 if {
	input.green == false
	input.farmer == false
}
no contains 8 if {
	input.green == false
	input.urban == true
}
yes contains 9 if {
	input.start != null
	input.due != null
	input.due - input.start <= 366
}
no contains 9 if {
	input.start != null
	input.due != null
	input.due - input.start > 366
}
yes contains 10 if {
	input.staff != null
	input.staff < 300
}
yes contains 10 if {
	input.revenue != null
	input.revenue < 2000000000
}
no contains 10 if {
	input.staff >= 300
	input.revenue >= 2000000000
}
good := {"FQ01", "FQ02"}
yes contains 11 if {
	input.quality in good
	input.guarantee != null
	input.guarantee != "D"
}
no contains 11 if {
	input.quality != null
	not input.quality in good
}
no contains 11 if input.guarantee == "D"
