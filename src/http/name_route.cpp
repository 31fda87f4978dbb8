// One page of names for whoever is signed in.
#include "http/name_route.hpp"

#include "http/desk_part.hpp"
#include "http/memory_list.hpp"
#include "service/book.hpp"
#include "service/name_book.hpp"

namespace http {

std::vector<Route> name_routes(service::Place const& place) {
    Route route;
    route.path = "/v1/names";
    route.permission = "signed_in";
    route.summary = "What measures, tables, rows, values, rules, items and lists are called.";
    route.reply = ReplyKind::json;
    route.query = {query_field("month", base::ValueType::text, "YYYY-MM: tables in force then.")};
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        std::string const month = query_text(call, 0);
        auto const day = base::parse_month_end(month.empty() ? "2099-12" : month);
        if (!day) return base::invalid("value_malformed", {.field = "month"}, {{"value", month}});
        auto const book = TRY(service::load_book(place.pack_folder));
        Answer answer;
        answer.text = service::names_json(book, *day, call.language);
        return answer;
    };
    std::vector<Route> out;
    out.push_back(std::move(route));
    return out;
}

}  // namespace http
