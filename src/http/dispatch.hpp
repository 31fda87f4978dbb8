// Dispatch: everything between the server and a handler of a few lines.
// Route, rate, identity, CSRF, permission, query, idempotency, body; then the handler; then the
// encoding, the numbers and the log.
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "http/idempotency.hpp"
#include "http/identity.hpp"
#include "http/message.hpp"
#include "http/metrics.hpp"
#include "http/rate.hpp"
#include "http/route.hpp"

namespace http {

struct DispatchSettings {
    Clock clock;
    ProofSettings proof;
    Rates address_rates = http::address_rates();
    Rates identity_rates = http::identity_rates();
    std::string cursor_secret;  // Made at random when empty: cursors end with the process.
    std::string portal_folder;  // "": no pages.
    std::string spool_folder;   // Where workbooks are made; "": lists are JSON only.
    int64_t body_bytes = 1 << 20;
    std::string trusted_proxy;  // Address whose X-Forwarded-For is believed; "": nobody's.
    bool behind_tls = false;    // TLS ends before us: replies speak as under TLS.
    Authenticate authenticate;  // Absent: nobody can sign in.
    IdempotencyStore* idempotency = nullptr;  // Outlives the dispatcher; null: no keys are taken.
    std::function<void(std::string const& line)> log;  // One line with its LF; from many threads.
};

class Dispatcher final : public Application {
public:
    Dispatcher(RouteTable table, DispatchSettings settings);

    Plan plan(Request& request) override;
    std::optional<Reply> allow(Request& request) override;
    Reply answer(Request& request) override;
    Reply refuse(Request const& request, std::string_view code) override;
    void finished(Request const& request, Outcome const& outcome) override;

    Metrics const& metrics() const { return metrics_; }
    RouteTable const& table() const { return table_; }
    Proof const& proof() const { return proof_; }

private:
    void believe_proxy(Request& request) const;
    Reply plan_refusal(Request& request, Found const& found);
    base::Result<void> check_body_type(Request const& request, Route const& route) const;
    base::Result<void> admit(Request& request, Route const& route);
    base::Result<Identity> find_identity(Request const& request, Route const& route);
    base::Result<void> read_query(Call& call, Route const& route) const;
    base::Result<void> read_body(Call& call, Route const& route) const;
    base::Result<Reply> answer_route(Request& request, Route const& route);
    base::Result<void> admit_export(Identity const& identity);
    base::Result<Reply> answer_once(Call& call, Route const& route, std::string const& key);
    CursorKey cursor_key(Identity const& identity) const;

    RouteTable table_;
    DispatchSettings settings_;
    Proof proof_;
    Metrics metrics_;
    Buckets by_address_;
    Buckets by_identity_;
};

}  // namespace http
