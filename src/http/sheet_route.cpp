// The record is the body of a route that the caller may call; nothing is stored here.
#include "http/sheet_route.hpp"

#include <algorithm>
#include <map>
#include <utility>

#include "base/text.hpp"
#include "http/export.hpp"
#include "http/schema.hpp"
#include "service/record_label.hpp"
#include "service/table_file.hpp"

namespace http {
namespace {

using service::Language;
using service::TableFault;

constexpr int64_t sheet_bytes_max = 32 << 20;
constexpr int64_t filled_rows_max = 10'000;
constexpr int64_t marked_bytes_max = 32 << 20;
constexpr std::string_view unknown_column = "csv_unknown_column";

struct Desk {
    std::function<RouteTable const&()> table;
    std::string folder;

    base::Result<base::Record const*> record(Call const& call) const {
        auto const* const found = find_body_record(table(), call.identity, call.path(0));
        if (found == nullptr)
            return base::fail(base::ErrorKind::not_found, "sheet_unknown", {},
                              {{"record", base::shorten(call.path(0), 60)}});
        return found;
    }
};

std::vector<std::string_view> choices_of(base::Column const& column) {
    return column.doc.choices.empty() ? std::vector<std::string_view>()
                                      : base::split(column.doc.choices, ' ');
}

base::Result<Answer> answer_form(Desk const& desk, Call const& call) {
    auto const* const record = TRY(desk.record(call));
    service::TableOptions options;
    for (base::Column const& column : record->columns)
        for (std::string_view const word : choices_of(column))
            options.choices[std::string(column.name)].push_back(
                service::choice_title(*record, column, word, call.language));
    Answer answer =
        workbook_answer(spool_name(desk.folder), service::record_title(*record, call.language));
    TRY_VOID(service::write_table_form(*record, options, answer.file, call.language));
    return answer;
}

/// The choice that a word stands for: itself, or its label in either language; "" for none.
std::string choice_of(base::Record const& record, base::Column const& column,
                      std::string_view word) {
    for (std::string_view const one : choices_of(column))
        if (word == one || word == service::choice_title(record, column, one, Language::zh) ||
            word == service::choice_title(record, column, one, Language::en))
            return std::string(one);
    return "";
}

/// What a file says, as JSON.
class RowsText {
public:
    RowsText(base::Record const& record, service::SentTable const& sent, Language language)
        : record_(record), sent_(sent), language_(language) {
        for (size_t i = 0; i < record.columns.size(); ++i)
            if (sent.columns[i] > 0) shown_.push_back(i);
        for (size_t i = 0; i < sent.rows.size(); ++i) place_[sent.rows[i].row] = i;
    }

    std::string make() {
        out_ = "{\"columns\":[";
        for (size_t const i : shown_) add_text(record_.columns[i].name);
        out_ += "],\"rows\":[";
        for (size_t i = 0; i < sent_.rows.size(); ++i) add_row(i);
        out_ += "],\"unknown\":[";
        for (TableFault const& fault : sent_.faults)
            if (fault.code == unknown_column) add_text(fault.field);
        out_ += "],\"faults\":[";
        for (TableFault const& fault : sent_.faults)
            if (fault.code != unknown_column) add_fault(fault);
        for (TableFault const& fault : choice_faults_) add_fault(fault);
        return out_ + "]}";
    }

private:
    void comma() {
        if (out_.back() != '[') out_ += ',';
    }
    void add_text(std::string_view text) {
        comma();
        append_json_text(out_, text);
    }

    void add_row(size_t index) {
        service::TableRow const& row = sent_.rows[index];
        comma();
        out_ += '[';
        for (size_t const i : shown_) {
            std::string const text =
                chosen(row.row, i, row.is_good() ? base::to_text(row.values[i]) : row.cells[i]);
            comma();
            if (text.empty())
                out_ += "null";
            else
                append_json_text(out_, text);
        }
        out_ += ']';
    }

    /// The choice that a text stands for; a word that is none stays, with a fault.
    std::string chosen(int64_t row, size_t index, std::string text) {
        base::Column const& column = record_.columns[index];
        if (text.empty() || column.doc.choices.empty()) return text;
        std::string choice = choice_of(record_, column, text);
        if (!choice.empty()) return choice;
        std::vector<std::string> words;
        for (std::string_view const word : choices_of(column))
            words.push_back(service::choice_title(record_, column, word, language_));
        choice_faults_.push_back({row,
                                  sent_.columns[index],
                                  std::string(column.name),
                                  "sent_choice",
                                  {{"value", base::shorten(text, 60)},
                                   {"choices", base::shorten(base::join(words, ", "), 200)}}});
        return text;
    }

    /// A fault of the head or of the whole file is of no row.
    void add_fault(TableFault const& fault) {
        comma();
        auto const at = place_.find(fault.row);
        out_ += "{\"row\":" + (at == place_.end() ? "null" : std::to_string(at->second)) +
                ",\"column\":";
        append_json_text(out_, fault.field);
        out_ += ",\"message\":";
        append_json_text(out_, service::label("error." + fault.code, language_, fault.args));
        out_ += '}';
    }

    base::Record const& record_;
    service::SentTable const& sent_;
    Language language_;
    std::vector<size_t> shown_;
    std::map<int64_t, size_t> place_;  // Row of the file → of ours.
    std::string out_;
    std::vector<TableFault> choice_faults_;
};

base::Result<Answer> answer_rows(Desk const& desk, Call const& call) {
    auto const* const record = TRY(desk.record(call));
    service::TableOptions options;
    options.name = service::record_title(*record, call.language);
    options.rows = filled_rows_max;
    auto const sent = TRY(service::read_table_file(*record, call.request.spooled, options));
    Answer answer;
    answer.text = RowsText(*record, sent, call.language).make();
    return answer;
}

std::unexpected<base::Error> refuse(std::string field) {
    return base::invalid("sheet_malformed", {.field = std::move(field)});
}

/// The columns that a row of the body has: those it names, else all.
base::Result<std::vector<size_t>> columns_of(base::Record const& record, Json const& body) {
    std::vector<size_t> out;
    Json const* const names = body.find("columns");
    if (names == nullptr) {
        for (size_t i = 0; i < record.columns.size(); ++i) out.push_back(i);
        return out;
    }
    for (Json const& name : names->items) {
        auto const at = std::find_if(record.columns.begin(), record.columns.end(),
                                     [&](auto const& column) { return column.name == name.text; });
        if (at == record.columns.end()) return refuse("/columns");
        out.push_back(size_t(at - record.columns.begin()));
    }
    if (out.empty()) return refuse("/columns");
    return out;
}

base::Result<std::vector<service::TableRow>> rows_of(base::Record const& record, Json const& body,
                                                     Language language) {
    auto const columns = TRY(columns_of(record, body));
    Json const* const rows = body.find("rows");
    if (rows == nullptr || rows->kind != JsonKind::array) return refuse("/rows");
    if (int64_t(rows->items.size()) > filled_rows_max)
        return base::invalid("sheet_long", {.field = "/rows"},
                             {{"rows", std::to_string(filled_rows_max)}});
    std::vector<service::TableRow> out;
    for (size_t i = 0; i < rows->items.size(); ++i) {
        Json const& row = rows->items[i];
        if (row.kind != JsonKind::array || row.items.size() > columns.size())
            return refuse("/rows/" + std::to_string(i));
        service::TableRow& made = out.emplace_back();
        made.row = int64_t(i) + 1;
        made.cells.resize(record.columns.size());
        for (size_t c = 0; c < row.items.size(); ++c) {
            base::Column const& column = record.columns[columns[c]];
            Json const& cell = row.items[c];
            std::string text =
                cell.kind == JsonKind::boolean ? (cell.flag ? "true" : "false") : cell.text;
            if (!column.doc.choices.empty() && base::is_choice(column.doc, text))
                text = service::choice_title(record, column, text, language);
            made.cells[columns[c]] = std::move(text);
        }
    }
    return out;
}

base::Result<std::vector<TableFault>> faults_of(Json const& body, size_t rows) {
    Json const* const faults = body.find("faults");
    if (faults == nullptr || faults->kind != JsonKind::array) return refuse("/faults");
    std::vector<TableFault> out;
    for (size_t i = 0; i < faults->items.size(); ++i) {
        Json const& one = faults->items[i];
        Json const* const row = one.find("row");
        Json const* const column = one.find("column");
        Json const* const message = one.find("message");
        auto const number = row ? base::parse_integer(row->text) : std::nullopt;
        if (!number || *number < 0 || *number >= int64_t(rows) || message == nullptr)
            return refuse("/faults/" + std::to_string(i));
        out.push_back({*number + 1,
                       0,
                       column ? column->text : "",
                       "sheet_fault",
                       {{"message", base::shorten(message->text, 1000)}}});
    }
    std::stable_sort(out.begin(), out.end(),
                     [](auto const& a, auto const& b) { return a.row < b.row; });
    return out;
}

base::Result<Answer> answer_marked(Desk const& desk, Call const& call) {
    auto const* const record = TRY(desk.record(call));
    Json const& body = call.json;
    service::SentTable sent;
    sent.record = record->name;
    sent.file = service::record_title(*record, call.language);
    auto const columns = TRY(columns_of(*record, body));
    sent.columns.assign(record->columns.size(), 0);
    for (size_t c = 0; c < columns.size(); ++c) sent.columns[columns[c]] = int(c) + 1;
    sent.rows = TRY(rows_of(*record, body, call.language));
    sent.faults = TRY(faults_of(body, sent.rows.size()));
    Answer answer = workbook_answer(spool_name(desk.folder), sent.file);
    TRY_VOID(service::write_marked_table(*record, sent, answer.file, call.language));
    return answer;
}

template <typename Work>
Route sheet_route(std::shared_ptr<Desk const> const& desk, std::string tail, std::string summary,
                  Work work) {
    Route route;
    route.path = "/v1/sheets/{record}" + std::move(tail);
    route.permission = "signed_in";
    route.purpose = store::Purpose::security;
    route.summary = std::move(summary);
    route.rate = RateClass::heavy;
    route.handle = [desk, work](Call& call) { return work(*desk, call); };
    return route;
}

}  // namespace

std::vector<Route> sheet_routes(std::function<RouteTable const&()> table,
                                std::string const& folder) {
    auto const desk = std::make_shared<Desk const>(Desk{std::move(table), folder});
    Route form =
        sheet_route(desk, "", "An empty workbook to fill in, for a route's body.", answer_form);
    form.reply = ReplyKind::file;
    form.media = workbook_type;
    Route rows = sheet_route(desk, "/rows", "What a filled-in workbook or CSV says.", answer_rows);
    rows.method = Method::post;
    rows.body = BodyKind::upload;
    rows.body_bytes = sheet_bytes_max;
    rows.reply = ReplyKind::json;
    Route marked =
        sheet_route(desk, "/marked", "Rows as a workbook, faulty cells marked.", answer_marked);
    marked.method = Method::post;
    marked.body = BodyKind::json;
    marked.body_bytes = marked_bytes_max;
    marked.reply = ReplyKind::file;
    marked.media = workbook_type;
    std::vector<Route> out;
    out.push_back(std::move(form));
    out.push_back(std::move(rows));
    out.push_back(std::move(marked));
    return out;
}

}  // namespace http
