"""What Azure Functions calls, by the function.json beside it: an HTTP function of the Python programming model v1."""

import azure.functions as func
import skein_lambda


def main(req: func.HttpRequest, context: func.Context) -> func.HttpResponse:
    lambda_context = skein_lambda.Context(context.invocation_id, req.headers.get("X-Skein-Client-Context"))
    status, document = skein_lambda.run(req.get_body(), lambda_context)
    return func.HttpResponse(body=document, status_code=status, mimetype="application/json")
