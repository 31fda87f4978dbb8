// OpenAPI as a loop over routes and records.
#include "http/openapi.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "base/text.hpp"
#include "http/export.hpp"

namespace http {
namespace {

using Object = nlohmann::ordered_json;

Object schema_of(base::Column const& column, bool in_query) {
    Object out;
    switch (column.type) {
        case base::ValueType::boolean: out["type"] = "boolean"; break;
        case base::ValueType::integer:
            if (column.doc.unit == cents_unit) {
                out = {{"type", "string"}, {"pattern", "^-?[0-9]{1,15}(\\.[0-9]{1,2})?$"}};
            } else {
                out = {{"type", "integer"},
                       {"minimum", -9007199254740991LL},
                       {"maximum", 9007199254740991LL}};
            }
            break;
        case base::ValueType::decimal:
            out = {{"type", "string"}, {"pattern", "^-?[0-9]+(\\.[0-9]+)?$"}};
            break;
        case base::ValueType::day: out = {{"type", "string"}, {"format", "date"}}; break;
        case base::ValueType::text: out["type"] = "string"; break;
    }
    if (!column.doc.choices.empty()) {
        out["enum"] = Object::array();
        for (std::string_view const word : base::split(column.doc.choices, ' '))
            out["enum"].push_back(std::string(word));
        if (column.nullable && !in_query) out["enum"].push_back(nullptr);
    }
    if (column.nullable && !in_query) out["type"] = Object::array({out["type"], "null"});
    if (!column.doc.text.empty()) out["description"] = std::string(column.doc.text);
    return out;
}

Object record_schema(base::Record const& record) {
    Object properties = Object::object();
    Object required = Object::array();
    for (base::Column const& column : record.columns) {
        if (column.doc.secret) continue;
        properties[std::string(column.name)] = schema_of(column, false);
        if (!column.nullable) required.push_back(std::string(column.name));
    }
    return {{"type", "object"},
            {"properties", properties},
            {"required", required},
            {"additionalProperties", false}};
}

Object reference(std::string_view name) {
    return {{"$ref", "#/components/schemas/" + std::string(name)}};
}

Object content(std::string const& type, Object const& schema) {
    return {{type, {{"schema", schema}}}};
}

void add_list_parameters(Object& parameters) {
    constexpr std::pair<char const*, char const*> texts[] = {
        {"filter",
         "Conditions between commas: amount>=100,city=140100. Operators = != < <= > >= ^=."},
        {"sort", "Columns between commas, a minus before one for descending."},
        {"cursor", "The `next` of the page before."},
        {"columns", "Columns between commas; all when absent."}};
    for (auto const& [name, text] : texts)
        parameters.push_back({{"name", name},
                              {"in", "query"},
                              {"description", text},
                              {"schema", {{"type", "string"}}}});
    parameters.push_back(
        {{"name", "limit"},
         {"in", "query"},
         {"schema", {{"type", "integer"}, {"minimum", 1}, {"maximum", list_rows_max}}}});
}

Object parameters_of(Route const& route) {
    Object out = Object::array();
    for (std::string_view segment : base::split(route.path, '/'))
        if (segment.starts_with('{'))
            out.push_back({{"name", std::string(segment.substr(1, segment.size() - 2))},
                           {"in", "path"},
                           {"required", true},
                           {"schema", {{"type", "string"}, {"minLength", 1}}}});
    for (base::Column const& column : route.query)
        out.push_back({{"name", std::string(column.name)},
                       {"in", "query"},
                       {"required", !column.nullable},
                       {"schema", schema_of(column, true)}});
    if (route.reply == ReplyKind::list) add_list_parameters(out);
    if (has_formats(route))
        out.push_back(
            {{"name", "format"},
             {"in", "query"},
             {"description", "xlsx: the whole filtered list as a workbook."},
             {"schema", {{"type", "string"}, {"enum", Object::array({"json", "xlsx"})}}}});
    if (route.repeat == Repeat::keyed)
        out.push_back({{"name", "Idempotency-Key"},
                       {"in", "header"},
                       {"schema", {{"type", "string"}, {"pattern", "^[0-9A-Za-z._~+-]{1,64}$"}}}});
    return out;
}

Object list_schema(base::Record const& record) {
    // A list may leave columns out, so none of a row's is required there.
    return {
        {"type", "object"},
        {"properties",
         {{"data", {{"type", "array"}, {"items", reference(std::string(record.name) + "_part")}}},
          {"next", {{"type", Object::array({"string", "null"})}}}}},
        {"required", Object::array({"data", "next"})}};
}

Object success_of(Route const& route) {
    Object out = {{"description", "Done."}};
    Object const bytes = {{"type", "string"}};
    auto const media = [&](char const* usual) { return route.media.empty() ? usual : route.media; };
    switch (route.reply) {
        case ReplyKind::nothing: break;
        case ReplyKind::record:
            out["content"] = content("application/json", reference(route.reply_record->name));
            break;
        case ReplyKind::list:
            out["content"] = content("application/json", list_schema(*route.reply_record));
            if (has_formats(route)) out["content"][std::string(workbook_type)]["schema"] = bytes;
            break;
        case ReplyKind::json: out["content"] = content("application/json", Object::object()); break;
        case ReplyKind::text: out["content"] = content(media("text/plain"), bytes); break;
        case ReplyKind::file:
            out["content"] = content(media("application/octet-stream"), bytes);
            break;
        case ReplyKind::events: out["content"] = content("text/event-stream", bytes); break;
    }
    return out;
}

Object body_of(Route const& route) {
    Object out = {{"required", !route.body_optional}};
    Object const bytes = {{"type", "string"}, {"format", "binary"}};
    if (route.body == BodyKind::record)
        out["content"] = content("application/json", reference(route.body_record->name));
    if (route.body == BodyKind::json)
        out["content"] = content("application/json", Object::object());
    if (route.body == BodyKind::upload) out["content"] = content("application/octet-stream", bytes);
    if (route.body == BodyKind::multipart)
        out["content"] = content("multipart/form-data", {{"type", "object"}});
    return out;
}

Object operation_of(Route const& route) {
    Object const failure = {{"description", "Refused; the body says why."},
                            {"content", content("application/json", reference("error"))}};
    Object out = {{"operationId", operation_id(route)}, {"summary", route.summary}};
    Object const parameters = parameters_of(route);
    if (!parameters.empty()) out["parameters"] = parameters;
    if (route.body != BodyKind::none) out["requestBody"] = body_of(route);
    out["responses"] = {{std::to_string(route.status), success_of(route)}, {"default", failure}};
    if (route.permission == "public") {
        out["security"] = Object::array();
    } else {
        out["security"] =
            Object::array({{{"session", Object::array()}}, {{"token", Object::array()}}});
    }
    out["x-permission"] = route.permission;
    return out;
}

Object error_schema() {
    Object properties;
    for (char const* name : {"kind", "code", "param", "message", "request_id"})
        properties[name] = {{"type", "string"}};
    // Of a file that was sent.
    properties["file"] = {{"type", "string"}};
    properties["line"] = {{"type", "integer"}, {"minimum", 1}};
    Object const inner = {
        {"type", "object"},
        {"properties", properties},
        {"required", Object::array({"kind", "code", "param", "message", "request_id"})}};
    return {{"type", "object"},
            {"properties", {{"error", inner}}},
            {"required", Object::array({"error"})}};
}

void add_schemas(Object& schemas, Route const& route) {
    for (base::Record const* record : {route.body_record, route.reply_record})
        if (record) schemas[std::string(record->name)] = record_schema(*record);
    if (route.reply != ReplyKind::list) return;
    Object part = record_schema(*route.reply_record);
    part.erase("required");
    schemas[std::string(route.reply_record->name) + "_part"] = part;
}

}  // namespace

std::string operation_id(Route const& route) {
    std::string out = route.method == Method::remove ? "delete" : "";
    if (out.empty())
        for (char c : to_text(route.method)) out += char(c + 32);
    for (char c : route.path.starts_with("/v1/") ? route.path.substr(3) : route.path) {
        if (c == '/' || c == '.') out += '_';
        if (c >= '_' && c <= 'z') out += c;
        if (c >= '0' && c <= '9') out += c;
    }
    return out;
}

std::string openapi_text(RouteTable const& table, std::string const& version,
                         std::string const& cookie) {
    Object paths = Object::object();
    Object schemas = {{"error", error_schema()}};
    for (Route const& route : table.routes()) {
        std::string method;
        for (char c : to_text(route.method)) method += char(c + 32);
        paths[route.path][method] = operation_of(route);
        add_schemas(schemas, route);
    }
    Object const security = {{"session", {{"type", "apiKey"}, {"in", "cookie"}, {"name", cookie}}},
                             {"token", {{"type", "http"}, {"scheme", "bearer"}}}};
    Object const out = {{"openapi", "3.1.0"},
                        {"info",
                         {{"title", "Wupian " + std::string(to_text(table.edition()))},
                          {"version", version},
                          {"license", {{"name", "Apache-2.0"}, {"identifier", "Apache-2.0"}}}}},
                        {"paths", paths},
                        {"components", {{"schemas", schemas}, {"securitySchemes", security}}}};
    return out.dump(1);
}

std::string permissions_text(RouteTable const& table, std::vector<RoleGrant> const& roles) {
    Object rows = Object::array();
    for (Route const& route : table.routes()) {
        Object allowed = Object::array();
        for (RoleGrant const& grant : roles)
            if (std::find(grant.permissions.begin(), grant.permissions.end(), route.permission) !=
                grant.permissions.end())
                allowed.push_back(grant.role);
        rows.push_back({{"method", std::string(to_text(route.method))},
                        {"path", route.path},
                        {"permission", route.permission},
                        {"summary", route.summary},
                        {"roles", allowed}});
    }
    Object const out = {{"edition", std::string(to_text(table.edition()))}, {"permissions", rows}};
    return out.dump(1);
}

}  // namespace http
