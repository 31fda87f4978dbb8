// What one person made and another confirms or returns.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "store/tables.hpp"

namespace service {

/// What the second person says of the first one's work.
struct CheckWish {
    bool confirmed = false;
    std::optional<std::string> note;
};

inline constexpr auto check_wish_columns = base::columns<CheckWish>({
    base::column<&CheckWish::confirmed>({.text = "Confirmed; else it is given back."}),
    base::column<&CheckWish::note>(
        {.text = "Why it is given back.", .editor = base::Editor::long_text}),
});

/// Who may check a kind of row, and which column takes the checker's note.
struct CheckRule {
    std::string_view permission;
    std::string_view note;
};

/// made → checked or returned, by another person than its maker. Errors: `permission_missing`,
/// `object_not_found`, `same_person`, `already_checked`.
template <typename T>
base::Result<T> check_made(store::Transaction& tx, store::Session const& session,
                           CheckRule const& rule, CheckWish const& wish, std::string const& id) {
    if (!session.has(rule.permission)) return store::permission_missing(rule.permission);
    auto const row = TRY(store::find<T>(tx, session, id));
    if (row.maker == session.account())
        return base::fail(base::ErrorKind::forbidden, "same_person", {});
    if (row.state != "made") return base::fail(base::ErrorKind::conflict, "already_checked", {});
    store::Change change{row.id,
                         row.version,
                         {{"state", std::string(wish.confirmed ? "checked" : "returned")},
                          {"checker", session.account()},
                          {"checked_at", store::instant_text(tx.now())}}};
    if (wish.note) change.set.emplace_back(rule.note, *wish.note);
    return store::update<T>(tx, session, change);
}

}  // namespace service

template <>
inline constexpr base::Record base::record_of<service::CheckWish>{"check_wish",
                                                                  service::check_wish_columns};
