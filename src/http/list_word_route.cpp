// What people need beside the rows of lists: which lists there are, a form to fill in, and why
// lines were refused.
#include "base/text.hpp"
#include "http/desk_part.hpp"
#include "http/export.hpp"
#include "http/list_route.hpp"
#include "http/memory_list.hpp"
#include "service/all_rows.hpp"
#include "service/book.hpp"
#include "service/list_line.hpp"
#include "service/table_file.hpp"

namespace http {
namespace {

struct ListName {
    std::string list;
    std::string name;
    std::string owner;
};

constexpr auto list_name_columns = base::columns<ListName>({
    base::column<&ListName::list>({.text = "Code of the list in the packs.", .key = true}),
    base::column<&ListName::name>({.text = "Name."}),
    base::column<&ListName::owner>({.text = "Department that keeps it."}),
});

struct LineRefused {
    int64_t line;
    std::string identifier;
    std::string name;
    std::string value;
    std::string reason;
};

constexpr auto line_refused_columns = base::columns<LineRefused>({
    base::column<&LineRefused::line>({.text = "Line of the file.", .key = true}),
    base::column<&LineRefused::identifier>({.text = "USCC as it stood there."}),
    base::column<&LineRefused::name>({.text = "Name as it stood there."}),
    base::column<&LineRefused::value>({.text = "What was wrong."}),
    base::column<&LineRefused::reason>({.text = "Why it was not taken, and the next step."}),
});

}  // namespace
}  // namespace http

template <>
inline constexpr base::Record base::record_of<http::ListName>{"list_name", http::list_name_columns};
template <>
inline constexpr base::Record base::record_of<http::LineRefused>{"list_line_refused",
                                                                 http::line_refused_columns};

namespace http {
namespace {

Route names_route(service::Place const& place) {
    Route route;
    route.path = "/v1/list_names";
    route.permission = "list.read";
    route.summary = "Lists that the rules speak of.";
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<ListName>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const book = TRY(service::load_book(place.pack_folder));
        std::vector<ListName> rows;
        for (auto const& [id, list] : book.lists) {
            bool const zh = call.language == service::Language::zh;
            rows.push_back({id, zh ? list.label.zh : list.label.en, list.owner});
        }
        return page_of(rows, call.list);
    };
    return route;
}

Route form_route(service::Place const& place) {
    Route route;
    route.path = "/v1/list_form";
    route.permission = "list.change";
    route.summary = "An empty workbook to fill a list in.";
    route.media = workbook_type;
    route.reply = ReplyKind::file;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const& record = base::record_of<service::ListLine>;
        Answer answer = workbook_answer(spool_name(place.data + "/spool"),
                                        service::record_title(record, call.language));
        TRY_VOID(service::write_table_form(record, {}, answer.file, call.language));
        return answer;
    };
    return route;
}

/// The refused lines of a draft, each with its reason in words.
Route refused_route(service::Place const& place) {
    Route route;
    route.path = "/v1/list_drafts/{id}/refused";
    route.permission = "list.read";
    route.summary = "Lines of a draft that were not taken, and why.";
    route.reply = ReplyKind::list;
    route.reply_record = &base::record_of<LineRefused>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        using Changes = std::vector<domain::ListChange>;
        auto const found = service::read_as(
            place, caller_of(call),
            [&](store::Transaction& tx, store::Session const& session) -> base::Result<Changes> {
                TRY_VOID(store::find<domain::ListRevision>(tx, session, call.path(0)));
                return service::all_rows<domain::ListChange>(
                    tx, session,
                    {service::is_text("list_revision", call.path(0)),
                     service::is_text("kind", "refused")},
                    "line");
            });
        if (!found) return std::unexpected(found.error());
        std::vector<LineRefused> rows;
        for (domain::ListChange const& row : *found)
            rows.push_back(
                {row.line, row.identifier, row.name, row.before,
                 service::label("error." + row.code, call.language, {{"value", row.before}})});
        return page_of(rows, call.list);
    };
    return route;
}

}  // namespace

std::vector<Route> list_word_routes(service::Place const& place) {
    std::vector<Route> out;
    out.push_back(names_route(place));
    out.push_back(form_route(place));
    out.push_back(refused_route(place));
    return out;
}

}  // namespace http
