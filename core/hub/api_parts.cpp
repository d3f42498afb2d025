#include "core/hub/api_parts.h"

namespace reverie::hub {
namespace {

bool isPage(const net::HttpReply& reply)
{
    return net::headerValue(reply.headers, "content-type").trimmed().toLower().startsWith("text/html");
}

}  // namespace

QString encoded(const QString& text, const char* kept)
{
    return QString::fromLatin1(QUrl::toPercentEncoding(text, kept));
}

HubAnswer apiAnswer(const net::HttpReply& reply)
{
    HubAnswer answer = answerFrom(reply);
    if ((reply.status < 300 && isPage(reply)) || isRedirect(reply.status) || reply.status == 511)
        answer.fault = HubFault::NotTheHub;
    return answer;
}

}  // namespace reverie::hub
