// Findings and how they are closed; determinations and their evidence.
#include "base/yaml.hpp"
#include "http/month_part.hpp"
#include "http/month_route.hpp"
#include "service/book_mapping.hpp"
#include "service/determination.hpp"
#include "service/month_finding.hpp"
#include "service/platform_error.hpp"
#include "service/worded.hpp"
#include "store/tables.hpp"

namespace http {
namespace {

using service::Caller;
using service::Place;

constexpr int64_t evidence_bytes_max = int64_t(100) << 20;
constexpr int64_t error_file_bytes_max = int64_t(64) << 20;
constexpr base::ValueType text = base::ValueType::text;

Route upload_route(std::string path, std::string permission, std::string summary, int64_t bytes) {
    Route route = month_route(std::move(path), std::move(permission), std::move(summary));
    route.method = Method::post;
    route.body = BodyKind::upload;
    route.body_bytes = bytes;
    route.status = 201;
    route.repeat = Repeat::keyed;
    route.rate = RateClass::upload;
    return route;
}

Route evidence_route(Place const& place) {
    Route route = upload_route("/v1/evidence", "determination.make",
                               "Upload a file that determinations rest on.", evidence_bytes_max);
    route.query = {query_field("kind", text, "What it is.", true),
                   query_field("reference", text, "Its number or place.", true),
                   query_field("branch", text, "Branch number that it is of.")};
    route.reply_record = &base::record_of<domain::Evidence>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        service::EvidenceWish const wish{query_text(call, 0), query_text(call, 1),
                                         call.request.spooled, query_text(call, 2)};
        auto const row = TRY(service::add_evidence(place, caller_of(call), wish));
        return record_answer(row);
    };
    return route;
}

Route mapping_route(Place const& place) {
    Route route = upload_route("/v1/mappings", "submission.send",
                               "Send a mapping, or a code table beside it; a former one of the "
                               "name gives way.",
                               base::yaml_bytes_max);
    route.query = {query_field("name", text, "File name, .yaml or .csv.", true)};
    route.reply_record = &base::record_of<domain::BookMapping>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        service::MappingFile const wish{query_text(call, 0), call.request.spooled};
        auto const row = TRY(service::put_mapping(place, caller_of(call), wish));
        return record_answer(row);
    };
    return route;
}

Route platform_route(Place const& place) {
    Route route =
        upload_route("/v1/months/{month}/platform_errors", "platform_error.import",
                     "Import the error file of the receiving platform.", error_file_bytes_max);
    route.reply_record = &base::record_of<service::PlatformImport>;
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        service::PlatformFile const wish{call.path(0), call.request.spooled};
        auto const row = TRY(service::import_platform_errors(place, caller_of(call), wish));
        return record_answer(row);
    };
    return route;
}

Route closing_route(Place const& place) {
    Route route = month_route("/v1/months/{month}/closings", "finding.read",
                              "closing.csv: each finding and what closed it.");
    route.reply = ReplyKind::text;
    route.media = "text/csv";
    route.handle = [&place](Call& call) -> base::Result<Answer> {
        auto const month =
            TRY(service::whole_month(place, caller_of(call), call.path(0), "finding.read"));
        Answer answer;
        answer.text = TRY(service::closing_csv(place, caller_of(call), month));
        return answer;
    };
    return route;
}

void add_rows(std::vector<Route>& out, Place const& place) {
    RowRoutes const rows[] = {
        {"/v1/explanations", "finding.read", &store::table_of<domain::Explanation>,
         store::Purpose::statistics, "Explanations, made, checked and returned."},
        {"/v1/platform_errors", "finding.read", &store::table_of<domain::PlatformError>,
         store::Purpose::statistics, "What the receiving platform sent back."},
        {"/v1/determinations", "determination.read", &store::table_of<domain::Determination>,
         store::Purpose::statistics, "Determinations within reach."},
        {"/v1/evidence", "determination.read", &store::table_of<domain::Evidence>,
         store::Purpose::statistics, "Files that determinations rest on."},
        {"/v1/mappings", "submission.read", &store::table_of<domain::BookMapping>,
         store::Purpose::statistics, "How the bank's own files are read."},
        {"/v1/branch_numbers", "determination.read", &store::table_of<domain::BranchNumber>,
         store::Purpose::statistics, "Which organisation a branch number is."}};
    for (RowRoutes const& each : rows) add_row_routes(out, place, each);
    for (Route& route : out) route.editions = bank;
}

}  // namespace

std::vector<Route> finding_routes(Place const& place) {
    std::vector<Route> out;
    add_rows(out, place);
    out.push_back(struct_list<service::MonthFinding>(
        month_route("/v1/months/{month}/findings", "finding.read",
                    "Findings of the newest run and of the platform, and how each stands."),
        place, [](Place const& p, Caller const& caller, Call& call) {
            return service::worded_findings(p, caller, call.path(0));
        }));
    out.push_back(closing_route(place));
    out.push_back(wish_route(month_head(Method::post, "/v1/months/{month}/explanations",
                                        "finding.close", "Explain a finding, or all of one check."),
                             place, service::explain_finding));
    out.push_back(wish_route(month_head(Method::put, "/v1/explanations/{id}/check", "finding.check",
                                        "Approve or return an explanation."),
                             place, service::check_explanation));
    out.push_back(platform_route(place));
    out.push_back(mapping_route(place));
    out.push_back(remove_route(month_head(Method::remove, "/v1/mappings/{id}", "submission.send",
                                          "No run reads by it any more."),
                               place, service::end_mapping));
    out.push_back(struct_list<service::ToDetermine>(
        month_route("/v1/months/{month}/to_determine", "determination.read",
                    "Receipts that wait for a determination."),
        place,
        [](Place const& p, Caller const& caller,
           Call& call) -> base::Result<std::vector<service::ToDetermine>> {
            auto const month =
                TRY(service::bank_month(p, caller, call.path(0), "determination.read"));
            return service::to_determine(p, caller, month);
        }));
    out.push_back(evidence_route(place));
    out.push_back(file_route(
        month_route("/v1/evidence/{id}/file", "determination.read", "The file of an evidence."),
        place, [](Place const& p, Caller const& caller, Call& call) {
            return service::evidence_file(p, caller, call.path(0));
        }));
    out.push_back(wish_route(month_head(Method::post, "/v1/determinations", "determination.make",
                                        "Determine a receipt for a chapter."),
                             place, service::make_determination));
    out.push_back(
        wish_route(month_head(Method::put, "/v1/determinations/{id}/check", "determination.check",
                              "Confirm or return a determination."),
                   place, service::check_determination));
    out.push_back(wish_route(month_head(Method::post, "/v1/branch_numbers", "determination.check",
                                        "Say which organisation a branch number is."),
                             place, service::name_branch));
    return out;
}

}  // namespace http
