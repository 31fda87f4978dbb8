// Mappings as rows; a run gets them as files.
#include "service/book_mapping.hpp"

#include "base/digest.hpp"
#include "base/file.hpp"
#include "base/text.hpp"
#include "base/yaml.hpp"
#include "service/all_rows.hpp"
#include "service/book.hpp"
#include "service/month_plan.hpp"
#include "store/tenant.hpp"
#include "warehouse/zip_check.hpp"

namespace service {
namespace {

constexpr std::string_view send = "submission.send";
constexpr size_t name_bytes_max = 100;

base::Result<void> check_name(std::string const& name) {
    std::string_view const form = base::file_extension(name);
    bool const plain = warehouse::is_plain_path(name) && name.find('/') == std::string::npos &&
                       !name.starts_with('.') && name.size() <= name_bytes_max;
    if (plain && (form == "yaml" || form == "csv")) return {};
    return base::invalid("mapping_name", {.field = "name"}, {{"name", name}});
}

/// Reads it as a run will, beside the code tables that are there; its data may come later.
base::Result<void> check_mapping(Place const& place, base::Day today, std::string const& uscc,
                                 std::string const& path) {
    std::string const name(base::file_name(path));
    auto const book = TRY(load_book(place.pack_folder));
    base::Day const day = base::month_end(today);
    warehouse::LoadRequest load;
    reading_layouts(book, day, load);
    warehouse::MappingPlace const where = {"", day, true, false};
    auto const found = warehouse::read_mapping(path, where, mapping_targets(load));
    if (!found) {
        // The folder of the server is nobody's business.
        auto error = found.error();
        error.at.file = name;
        return std::unexpected(std::move(error));
    }
    if (found->legal_uscc == uscc) return {};
    return base::invalid("mapping_not_own", {.file = name, .field = "legal_uscc"},
                         {{"value", found->legal_uscc}, {"own", uscc}});
}

base::Result<void> write_all(std::string const& folder,
                             std::vector<domain::BookMapping> const& rows) {
    TRY_VOID(base::remove_all(folder));
    TRY_VOID(base::make_directories(folder));
    for (auto const& row : rows) TRY_VOID(base::write_file(folder + "/" + row.name, row.text));
    return {};
}

base::Result<std::vector<domain::BookMapping>> in_force(store::Transaction& tx,
                                                        store::Session const& session) {
    return all_rows<domain::BookMapping>(tx, session, {{"ended_at", store::Compare::is_null, {}}},
                                         "name");
}

base::Result<domain::BookMapping> put_row(store::Transaction& tx, store::Session const& session,
                                          std::vector<domain::BookMapping> const& known,
                                          domain::BookMapping row) {
    for (auto const& one : known) {
        if (one.name != row.name) continue;
        return store::update<domain::BookMapping>(
            tx, session,
            {one.id,
             one.version,
             {{"text", row.text}, {"sm3", row.sm3}, {"made_by", row.made_by}}});
    }
    if (int64_t(known.size()) >= book_mappings_max)
        return base::fail(base::ErrorKind::limit, "mapping_many", {},
                          {{"most", std::to_string(book_mappings_max)}});
    return store::insert(tx, session, row);
}

}  // namespace

base::Result<domain::BookMapping> put_mapping(Place const& place, Caller const& caller,
                                              MappingFile const& wish) {
    TRY_VOID(check_name(wish.name));
    domain::BookMapping row;
    row.name = wish.name;
    row.text = TRY(base::read_file(wish.file, base::yaml_bytes_max));
    if (base::find_malformed_utf8(row.text) != std::string_view::npos)
        return base::invalid("yaml_not_utf8", {.file = wish.name});
    row.sm3 = base::digest_hex(base::DigestKind::sm3, row.text);
    std::string const folder = wish.file + ".check";
    auto const today = *base::parse_day(local_time(caller.moment.now).substr(0, 10));
    auto const put =
        write_as(place, caller,
                 [&](store::Transaction& tx,
                     store::Session const& session) -> base::Result<domain::BookMapping> {
                     TRY_VOID(store::check_everywhere(tx, session, send));
                     auto const own = TRY(store::own_organisation(tx, session));
                     auto const known = TRY(in_force(tx, session));
                     TRY_VOID(write_all(folder, known));
                     std::string const path = folder + "/" + row.name;
                     TRY_VOID(base::write_file(path, row.text));
                     if (base::file_extension(row.name) == "yaml")
                         TRY_VOID(check_mapping(place, today, own.uscc.value_or(""), path));
                     row.made_by = session.account();
                     return put_row(tx, session, known, row);
                 });
    TRY_VOID(base::remove_all(folder));
    return put;
}

base::Result<void> end_mapping(Place const& place, Caller const& caller, std::string const& id) {
    return write_as(
        place, caller,
        [&](store::Transaction& tx, store::Session const& session) -> base::Result<void> {
            TRY_VOID(store::check_everywhere(tx, session, send));
            TRY_VOID(store::end<domain::BookMapping>(tx, session, id));
            return {};
        });
}

base::Result<std::vector<std::string>> deliver_mappings(Place const& place, Caller const& caller,
                                                        BankMonth const& month) {
    auto const rows =
        TRY(read_as(place, caller, [](store::Transaction& tx, store::Session const& session) {
            return in_force(tx, session);
        }));
    std::string const folder = month.root + "/mapping";
    TRY_VOID(write_all(folder + "/record", rows));
    std::vector<std::string> out;
    for (std::string const& from : {folder, folder + "/record"}) {
        auto const entries = TRY(base::list_directory(from));
        for (auto const& entry : entries)
            if (base::file_extension(entry.name) == "yaml") out.push_back(from + "/" + entry.name);
    }
    return out;
}

}  // namespace service
