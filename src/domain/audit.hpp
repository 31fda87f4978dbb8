// Audit rows: who did what to which object, and their place in the chain.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "base/record.hpp"

namespace domain {

/// One change, written in its own transaction and sealed afterwards.
struct AuditRow {
    std::string id = {};
    std::string at = {};
    std::string tenant = {};
    std::string actor = {};
    std::string action = {};
    std::string object_kind = {};
    std::string object = {};
    std::string request = {};
    std::string purpose = {};
    std::optional<std::string> before_digest = {};
    std::optional<std::string> after_digest = {};
    std::optional<int64_t> seq = {};
    std::optional<std::string> link = {};
};

inline constexpr auto audit_row_columns = base::columns<AuditRow>({
    base::column<&AuditRow::id>({.text = "Object id.", .key = true}),
    base::column<&AuditRow::at>({.text = "Instant.", .editor = base::Editor::instant}),
    base::column<&AuditRow::tenant>(
        {.text = "Organisation that the row belongs to.", .editor = base::Editor::organisation}),
    base::column<&AuditRow::actor>({.text = "Account or token.", .editor = base::Editor::account}),
    base::column<&AuditRow::action>({.text = "insert, update, end or a use case's word."}),
    base::column<&AuditRow::object_kind>({.text = "Table."}),
    base::column<&AuditRow::object>({.text = "Object id."}),
    base::column<&AuditRow::request>({.text = "Request id; may be empty."}),
    base::column<&AuditRow::purpose>({.text = "Purpose of the session."}),
    base::column<&AuditRow::before_digest>({.text = "SM3 of the row before."}),
    base::column<&AuditRow::after_digest>({.text = "SM3 of the row after."}),
    base::column<&AuditRow::seq>({.text = "Place in the chain, from 1; none until sealed."}),
    base::column<&AuditRow::link>({.text = "SM3 over the link before and this row."}),
});

}  // namespace domain

template <>
inline constexpr base::Record base::record_of<domain::AuditRow>{"audit", domain::audit_row_columns};
