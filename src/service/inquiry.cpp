// Questions and answers as turns of one inquiry, the same id in both editions.
#include "service/inquiry.hpp"

#include "base/csv.hpp"
#include "base/text.hpp"
#include "service/all_rows.hpp"
#include "service/deployment_key.hpp"
#include "service/exchange.hpp"

namespace service {
namespace {

constexpr size_t words_bytes_max = 20'000;

std::vector<std::string> const question_columns = {"inquiry", "month",    "legal_uscc", "turn",
                                                   "due_on",  "question", "about",      "text"};
std::vector<std::string> const answer_columns = {"inquiry", "turn", "text", "filing"};

std::unexpected<base::Error> wrong_part(std::string field) {
    return base::invalid("inquiry_malformed", {.field = std::move(field)});
}

bool are_words(std::string const& text) {
    return !base::trim(text).empty() && text.size() <= words_bytes_max;
}

std::string question_csv(domain::Inquiry const& row, std::string const& text) {
    std::string out;
    base::append_csv_row(out, question_columns);
    base::append_csv_row(
        out, {row.inquiry, row.month, row.legal_uscc, std::to_string(row.turn),
              row.due_on ? base::to_text(*row.due_on) : "", row.question, row.about, text});
    return out;
}

domain::InquiryTurn turn_of(domain::Inquiry const& row, std::string side, std::string text,
                            std::string const& actor) {
    domain::InquiryTurn turn;
    turn.inquiry = row.inquiry;
    turn.turn = row.turn;
    turn.side = std::move(side);
    turn.text = std::move(text);
    turn.made_by = actor;
    return turn;
}

base::Result<domain::Inquiry> move_on(store::Transaction& tx, store::Session const& session,
                                      domain::Inquiry const& row, std::string state, int64_t turn) {
    store::Change const change{
        row.id,
        row.version,
        {{"state", base::Value(std::move(state))}, {"turn", base::Value(turn)}}};
    return store::update<domain::Inquiry>(tx, session, change);
}

base::Result<domain::Inquiry> find_inquiry(Place const& place, Caller const& caller,
                                           InquiryWords const& words,
                                           std::vector<std::string_view> const& states) {
    auto const found =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return store::find<domain::Inquiry>(tx, session, words.inquiry);
        });
    auto row = TRY(found);
    bool fits = false;
    for (std::string_view const state : states) fits = fits || row.state == state;
    if (!fits)
        return base::fail(base::ErrorKind::conflict, "inquiry_state", {}, {{"state", row.state}});
    row.version = words.version;  // What the caller saw; a newer one refuses the change.
    return row;
}

/// The first line of a package's file.
base::Result<base::CsvTable::Row> only_line(Arrival const& arrival, std::string const& file,
                                            std::vector<std::string> const& columns) {
    auto table = TRY(package_table(arrival.opened, file));
    if (table.columns != columns || table.rows.size() != 1)
        return base::invalid(
            "package_columns", {.file = file},
            {{"kind", arrival.row.kind}, {"value", base::join(table.columns, ",")}});
    return std::move(table.rows[0]);
}

base::Result<int64_t> turn_in(std::string const& text, std::string const& file) {
    auto const turn = base::parse_integer(text);
    if (!turn || *turn < 1)
        return base::invalid("value_malformed", {.file = file, .field = "turn"}, {{"value", text}});
    return *turn;
}

/// A bank's own copy of the inquiry, new or with the next question.
base::Result<void> put_question(store::Transaction& tx, store::Session const& session,
                                domain::Inquiry const& came, std::string const& text) {
    store::Query query;
    query.filters = {is_text("inquiry", came.inquiry)};
    auto const known = TRY(store::list<domain::Inquiry>(tx, session, query));
    TRY_VOID(store::insert(tx, session, turn_of(came, "pboc", text, session.account())));
    if (known.empty()) {
        auto row = came;
        row.made_by = session.account();
        TRY_VOID(store::insert(tx, session, row));
        return {};
    }
    if (known[0].asked_by != came.asked_by || came.turn != known[0].turn + 1)
        return base::fail(base::ErrorKind::conflict, "inquiry_state", {},
                          {{"state", known[0].state}});
    TRY_VOID(move_on(tx, session, known[0], "reopened", came.turn));
    return {};
}

}  // namespace

base::Result<domain::Inquiry> ask_bank(Place const& place, Caller const& caller,
                                       InquiryWish const& wish) {
    if (!base::parse_month_end(wish.month)) return wrong_part("month");
    if (wish.legal_uscc.size() != 18) return wrong_part("legal_uscc");
    if (!are_words(wish.question)) return wrong_part("question");
    if (wish.about.size() > words_bytes_max) return wrong_part("about");
    domain::Inquiry row;
    row.inquiry = store::make_id(caller.moment.now);
    row.month = wish.month;
    row.legal_uscc = wish.legal_uscc;
    row.question = wish.question;
    row.about = wish.about;
    row.due_on = wish.due_on;
    row.state = "sent";
    row.turn = 1;
    Parcel parcel{
        "inquiry",  domain::bank, wish.recipient.empty() ? wish.legal_uscc : wish.recipient,
        wish.month, row.inquiry,  {}};
    parcel.texts.push_back({"inquiry.csv", question_csv(row, wish.question)});
    domain::Inquiry made;
    auto const sent =
        send_parcel(place, caller, parcel,
                    [&](store::Transaction& tx, store::Session const& session,
                        domain::PackageRow const& package) -> base::Result<void> {
                        auto wanted = row;
                        wanted.asked_by = package.sender;
                        wanted.made_by = session.account();
                        made = TRY(store::insert(tx, session, wanted));
                        TRY_VOID(store::insert(
                            tx, session, turn_of(made, "pboc", wish.question, session.account())));
                        return {};
                    });
    if (!sent) return std::unexpected(sent.error());
    return made;
}

base::Result<domain::Inquiry> answer_inquiry(Place const& place, Caller const& caller,
                                             InquiryWords const& words) {
    if (!are_words(words.text)) return wrong_part("text");
    auto row = TRY(find_inquiry(place, caller, words, {"sent", "reopened"}));
    int64_t const turn = row.turn + 1;
    std::string csv;
    base::append_csv_row(csv, answer_columns);
    base::append_csv_row(csv, {row.inquiry, std::to_string(turn), words.text, words.filing});
    Parcel parcel{"answer", domain::pboc, row.asked_by, row.month, row.inquiry, {}};
    parcel.texts.push_back({"answer.csv", csv});
    domain::Inquiry made;
    auto const sent = send_parcel(place, caller, parcel,
                                  [&](store::Transaction& tx, store::Session const& session,
                                      domain::PackageRow const&) -> base::Result<void> {
                                      made = TRY(move_on(tx, session, row, "answered", turn));
                                      auto said =
                                          turn_of(made, "bank", words.text, session.account());
                                      if (!words.filing.empty()) said.filing = words.filing;
                                      TRY_VOID(store::insert(tx, session, said));
                                      return {};
                                  });
    if (!sent) return std::unexpected(sent.error());
    return made;
}

base::Result<domain::Inquiry> accept_answer(Place const& place, Caller const& caller,
                                            InquiryWords const& words) {
    auto const row = TRY(find_inquiry(place, caller, words, {"answered"}));
    return write_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
        return move_on(tx, session, row, "accepted", row.turn);
    });
}

base::Result<domain::Inquiry> reopen_inquiry(Place const& place, Caller const& caller,
                                             InquiryWords const& words) {
    if (!are_words(words.text)) return wrong_part("text");
    auto row = TRY(find_inquiry(place, caller, words, {"answered", "accepted"}));
    auto next = row;
    ++next.turn;
    auto const asked =
        read_as(place, caller, [&](store::Transaction& tx, store::Session const& session) {
            return all_rows<domain::PackageRow>(
                tx, session, {is_text("direction", "out"), is_text("about", row.inquiry)});
        });
    if (!asked) return std::unexpected(asked.error());
    if (asked->empty()) return wrong_part("inquiry");
    Parcel parcel{"inquiry", domain::bank, asked->front().recipient, row.month, row.inquiry, {}};
    parcel.texts.push_back({"inquiry.csv", question_csv(next, words.text)});
    domain::Inquiry made;
    auto const sent =
        send_parcel(place, caller, parcel,
                    [&](store::Transaction& tx, store::Session const& session,
                        domain::PackageRow const&) -> base::Result<void> {
                        made = TRY(move_on(tx, session, row, "reopened", next.turn));
                        TRY_VOID(store::insert(
                            tx, session, turn_of(made, "pboc", words.text, session.account())));
                        return {};
                    });
    if (!sent) return std::unexpected(sent.error());
    return made;
}

base::Result<void> take_inquiry(Arrival const& arrival) {
    auto const line = TRY(only_line(arrival, "inquiry.csv", question_columns));
    domain::Inquiry row;
    row.inquiry = line.cells[0];
    row.month = line.cells[1];
    row.legal_uscc = line.cells[2];
    row.turn = TRY(turn_in(line.cells[3], "inquiry.csv"));
    row.due_on = base::parse_day(line.cells[4]);
    row.question = line.cells[5];
    row.about = line.cells[6];
    row.asked_by = arrival.row.sender;
    row.state = "sent";
    Arrival about = arrival;
    about.row.about = row.inquiry;
    return about.record(
        [&](store::Transaction& tx, store::Session const& session, domain::PackageRow const&) {
            return put_question(tx, session, row, line.cells[7]);
        });
}

base::Result<void> take_answer(Arrival const& arrival) {
    auto const line = TRY(only_line(arrival, "answer.csv", answer_columns));
    int64_t const turn = TRY(turn_in(line.cells[1], "answer.csv"));
    Arrival about = arrival;
    about.row.about = line.cells[0];
    return about.record([&](store::Transaction& tx, store::Session const& session,
                            domain::PackageRow const& package) -> base::Result<void> {
        auto row = TRY(row_with<domain::Inquiry>(tx, session, "inquiry", line.cells[0]));
        bool const open = row.state == "sent" || row.state == "reopened";
        auto const asked = TRY(all_rows<domain::PackageRow>(
            tx, session, {is_text("direction", "out"), is_text("about", row.inquiry)}));
        // Only who was asked answers.
        bool const theirs = !asked.empty() && asked.front().recipient == package.sender;
        if (!open || turn != row.turn + 1 || !theirs)
            return base::fail(base::ErrorKind::conflict, "inquiry_state", {},
                              {{"state", row.state}});
        row = TRY(move_on(tx, session, row, "answered", turn));
        auto said = turn_of(row, "bank", line.cells[2], session.account());
        if (!line.cells[3].empty()) said.filing = line.cells[3];
        TRY_VOID(store::insert(tx, session, said));
        return {};
    });
}

}  // namespace service
