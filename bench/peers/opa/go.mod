module bench/opa

go 1.23

require github.com/open-policy-agent/opa v1.4.2
