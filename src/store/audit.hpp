// The audit: rows in the change's own transaction, chained afterwards by one sealer with SM3.
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "domain/audit.hpp"
#include "store/session.hpp"

namespace store {

struct AuditNote {
    std::string action;
    std::string object_kind;
    std::string object = {};
    std::optional<std::string> before_digest = {};
    std::optional<std::string> after_digest = {};
};

/// Tables call it for every write; use cases for what is no write, such as reading personal data.
base::Result<void> append_audit(Transaction& tx, Session const& session, AuditNote const& note);

/// The link before the first row.
inline constexpr std::string_view first_link =
    "0000000000000000000000000000000000000000000000000000000000000000";

/// SM3 over the link before and the row as the line of an export, without its own link.
std::string chain_link(std::string_view before, domain::AuditRow row);

/// Rows sealed in one transaction at most.
inline constexpr int64_t seal_rows_max = 1000;

/// Chains unsealed rows by (at, id); returns how many. Another sealer at work: 0.
base::Result<int64_t> seal_audit(Database& database);

/// Seals until nothing is left; returns how many rows.
base::Result<int64_t> seal_all(Database& database);

/// Seals every `period_ms` on a thread of its own until destroyed, and once more at the end.
/// Failures are tried again at the next turn; `last_error` tells the last one.
class Sealer {
public:
    explicit Sealer(Database& database, int64_t period_ms = 500);
    ~Sealer();
    Sealer(Sealer const&) = delete;
    Sealer& operator=(Sealer const&) = delete;

    /// The code of the last failure; "" when the last turn went well.
    std::string last_error() const;

private:
    struct State;
    std::unique_ptr<State> state_;
};

struct AuditReport {
    int64_t sealed = 0;    // Rows whose chain holds.
    int64_t unsealed = 0;  // Rows behind the chain: nothing vouches for them yet.
    std::string head = std::string(first_link);  // Link of the last sealed row.
};

/// Recomputes the chain in the database. Errors: `audit_broken` (which row, why).
base::Result<AuditReport> verify_audit(Database& database);

/// Writes all rows as lines: a CSV head, the rows in order, `end,<sealed>,<unsealed>,<SM3>` over
/// all bytes before. Appears whole or not at all. Errors: `file_unwritable`, `audit_broken`.
base::Result<AuditReport> export_audit(Database& database, std::string const& path);

/// Verifies an export without a database: every byte. Errors: `audit_broken`, `file_unreadable`.
base::Result<AuditReport> verify_audit_file(std::string const& path);
base::Result<AuditReport> verify_audit_text(std::string_view text, std::string const& path);

}  // namespace store
