// What waits, urgent work first: an order that no sort of a list gives, so it is no list.
#include "http/to_do_route.hpp"

#include "http/row_route.hpp"
#include "service/to_do.hpp"

namespace http {

std::vector<Route> to_do_routes(service::Place const& place) {
    Route route;
    route.path = "/v1/to_dos";
    route.permission = "signed_in";
    route.purpose = store::Purpose::security;
    route.summary = "What waits for the caller, as counts with the page where it is done.";
    route.reply = ReplyKind::json;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const rows = TRY(service::to_dos(place, caller_of(call), call.identity.only_purpose));
        base::Record const& record = base::record_of<service::ToDo>;
        Answer answer;
        answer.text = "{\"data\":[";
        for (service::ToDo const& one : rows) {
            if (answer.text.back() != '[') answer.text += ',';
            append_json_row(answer.text, record, base::values_of(record, &one));
        }
        answer.text += "]}";
        return answer;
    };
    std::vector<Route> out;
    out.push_back(std::move(route));
    return out;
}

}  // namespace http
