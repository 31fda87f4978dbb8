// A session's own organisation.
#include "store/tenant.hpp"

#include "base/text.hpp"
#include "store/clause.hpp"

namespace store {

base::Result<domain::Organisation> own_organisation(Transaction& tx, Session const& session) {
    base::Record const& record = base::record_of<domain::Organisation>;
    std::string names;
    for (base::Column const& column : record.columns)
        names += (names.empty() ? "" : ", ") + quoted(column.name);
    domain::Organisation out;
    auto const keep = [&](Cells cells) -> base::Result<bool> {
        for (size_t i = 0; i < cells.size(); ++i) {
            auto value = TRY(parse_cell(record.columns[i], cells[i]));
            record.columns[i].set(&out, std::move(value));
        }
        return false;
    };
    TRY_VOID(tx.each("select " + names + " from \"organisation\" where \"id\" = ?",
                     {base::Value(session.tenant())}, keep));
    if (out.id.empty())
        return base::fail(base::ErrorKind::not_found, "object_not_found", {},
                          {{"kind", "organisation"}});
    return out;
}

bool holds_everywhere(Session const& session, domain::Organisation const& tenant,
                      std::string_view permission) {
    for (std::string const& path : session.paths(permission))
        if (tenant.path.starts_with(path)) return true;
    return false;
}

base::Result<void> check_everywhere(Transaction& tx, Session const& session,
                                    std::string_view permission) {
    auto const own = TRY(own_organisation(tx, session));
    if (!holds_everywhere(session, own, permission)) return permission_missing(permission);
    return {};
}

base::Result<std::vector<std::string>> firms_above(Transaction& tx,
                                                   domain::Organisation const& organisation) {
    std::vector<std::string> out;
    for (std::string_view const id : base::split(organisation.path, '/')) {
        auto const firm = TRY(
            tx.one("select \"uscc\" from \"organisation\" where \"id\" = ? and \"kind\" = 'firm'",
                   {base::Value(std::string(id))}));
        if (firm) out.push_back(*firm);
    }
    return out;
}

}  // namespace store
