"""The second argument of a handler: what Lambda's has, and `request_id`."""

from time import time


class LambdaContext:
    def get_remaining_time_in_millis(self):
        return max(self._deadline_ms - int(time() * 1000), 0)

    @property
    def request_id(self):
        return self.aws_request_id

    def invoke(self, function_name, payload=None, qualifier=None):
        """Runs another function, which this one's tag `skein:calls` must name, and returns what it returned.

        Blocks the thread that calls it; raises when the function failed or was not run. Not in Lambda, where boto3 does this.
        """
        return self._channel.invoke(function_name, payload, qualifier)

    def log(self, message):
        from skein_runtime import output

        output.stdout.write(str(message))

    def __repr__(self):
        names = (
            "aws_request_id",
            "log_group_name",
            "log_stream_name",
            "function_name",
            "memory_limit_in_mb",
            "function_version",
            "invoked_function_arn",
            "client_context",
            "identity",
            "tenant_id",
        )
        return describe(self, names)


class Record:
    """Named attributes, None where nothing was given."""

    fields = ()

    def __init__(self, values):
        for name in self.fields:
            setattr(self, name, values.get(name))

    def __repr__(self):
        return describe(self, self.fields)


class CognitoIdentity(Record):
    fields = ("cognito_identity_id", "cognito_identity_pool_id")


class ClientContext(Record):
    fields = ("custom", "env", "client")


class Client(Record):
    fields = ("installation_id", "app_title", "app_version_name", "app_version_code", "app_package_name")


def describe(thing, names):
    fields = ",".join(f"{name}={getattr(thing, name)}" for name in names)
    return f"{type(thing).__name__}([{fields}])"


def common_fields(init, channel):
    """What all contexts of a sandbox have in common."""
    return {
        "log_group_name": init["logGroup"],
        "log_stream_name": init["logStream"],
        "function_name": init["functionName"],
        "memory_limit_in_mb": str(init["memoryMb"]),
        "function_version": init["functionVersion"],
        "invoked_function_arn": init["invokedFunctionArn"],
        "client_context": None,
        "tenant_id": None,
        "_channel": channel,
    }


def make_context(common, request_id, deadline_ms, extras):
    context = LambdaContext()
    fields = context.__dict__
    fields.update(common)
    fields["aws_request_id"] = request_id
    fields["_deadline_ms"] = deadline_ms
    fields["identity"] = make_identity(extras.get("identity") if extras else None)
    if extras:
        fields["invoked_function_arn"] = extras.get("invokedFunctionArn", fields["invoked_function_arn"])
        fields["client_context"] = make_client_context(extras.get("clientContext"))
    return context


def make_identity(value):
    identity = CognitoIdentity({})
    if isinstance(value, dict):
        identity.cognito_identity_id = value.get("cognitoIdentityId")
        identity.cognito_identity_pool_id = value.get("cognitoIdentityPoolId")
    return identity


def make_client_context(value):
    if not isinstance(value, dict):
        return None
    client_context = ClientContext(value)
    if isinstance(client_context.client, dict):
        client_context.client = Client(client_context.client)
    return client_context
