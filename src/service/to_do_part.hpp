// What the kinds of work that wait have in common: the caller's rights, and counts of rows.
#pragma once

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "domain/consent.hpp"
#include "service/all_rows.hpp"
#include "service/to_do.hpp"
#include "store/tables.hpp"
#include "store/tenant.hpp"

namespace service {

inline constexpr int32_t soon_days = 30;    // What ends within these is soon.
inline constexpr int32_t consent_days = 7;  // Uses of so many days are news.

/// Collects what waits for one caller.
class ToDoList {
public:
    ToDoList(Place const& place, Caller const& caller, std::optional<store::Purpose> only)
        : place_(place), caller_(caller), only_(only) {}

    Place const& place() const { return place_; }
    base::Day today() const { return domain::china_day(caller_.moment.now); }
    std::string const& account() const { return caller_.identity.account; }
    std::string now() const { return store::instant_text(caller_.moment.now); }

    /// Whether the caller may do this, to this end.
    bool may(std::string_view permission, store::Purpose purpose) const {
        if (only_ && *only_ != purpose) return false;
        return caller_.session && caller_.session->has(permission);
    }

    /// The caller as a route of that permission and purpose would have it.
    Caller as(std::string permission, store::Purpose purpose) const {
        Caller out = caller_;
        out.identity.permission = std::move(permission);
        out.identity.purpose = purpose;
        return out;
    }

    /// Keeps what waits; nothing when it is none.
    void add(ToDo one) {
        if (one.count == 0) return;
        one.label = label("to_do." + one.code, caller_.language);
        rows_.push_back(std::move(one));
    }

    /// Somebody who may not see a source has no work there; nor is there any before the first run.
    base::Result<void> pass(base::Result<void> done) const {
        if (done || done.error().kind == base::ErrorKind::forbidden ||
            done.error().kind == base::ErrorKind::not_found ||
            done.error().code == "tenant_no_legal")
            return {};
        return done;
    }

    /// Urgent first, then as they were added.
    std::vector<ToDo> take() {
        std::stable_sort(rows_.begin(), rows_.end(),
                         [](ToDo const& a, ToDo const& b) { return a.urgent > b.urgent; });
        return std::move(rows_);
    }

private:
    Place const& place_;
    Caller const& caller_;
    std::optional<store::Purpose> only_;
    std::vector<ToDo> rows_;
};

/// Which rows of a table are whose work.
struct RowWork {
    std::string permission;
    store::Purpose purpose = store::Purpose::service;
    std::vector<store::Filter> filters = {};
    bool whole = false;  // Not for who holds the permission in a part of the organisation only.
};

inline store::Filter is_one_of(std::string column, std::vector<base::Value> values) {
    return {std::move(column), store::Compare::one_of, std::move(values)};
}

inline store::Filter is_not(std::string column, std::string value) {
    return {std::move(column), store::Compare::not_equal, {base::Value(std::move(value))}};
}

inline store::Filter is_empty(std::string column) {
    return {std::move(column), store::Compare::is_null, {}};
}

/// How many rows wait; 0 for who may not.
template <typename T>
base::Result<int64_t> count_work(ToDoList const& list, RowWork const& work) {
    if (!list.may(work.permission, work.purpose)) return 0;
    return read_as(
        list.place(), list.as(work.permission, work.purpose),
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<int64_t> {
            auto const own = TRY(store::own_organisation(tx, session));
            if (work.whole && !store::holds_everywhere(session, own, work.permission)) return 0;
            return store::count_rows(tx, session, store::table_of<T>, work.filters);
        });
}

/// The rows that wait, by `sort`, at most as many as one page holds; none for who may not.
template <typename T>
base::Result<std::vector<T>> rows_of_work(ToDoList const& list, RowWork const& work,
                                          std::string sort, bool descending = false) {
    if (!list.may(work.permission, work.purpose)) return std::vector<T>();
    return read_as(list.place(), list.as(work.permission, work.purpose),
                   [&](store::Transaction& tx, store::Session const& session) {
                       store::Query query;
                       query.filters = work.filters;
                       query.sort = std::move(sort);
                       query.descending = descending;
                       query.limit = store::list_rows_max;
                       return store::list<T>(tx, session, query);
                   });
}

/// A bank's months, and its answers to the central bank.
base::Result<void> add_bank_work(ToDoList& list);

/// The central bank's month: what came in, what was answered, what is to be released.
base::Result<void> add_pboc_work(ToDoList& list);

}  // namespace service
